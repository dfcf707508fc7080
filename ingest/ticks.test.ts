import type { Timeline } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPartition } from './partition.ts';
import { EPOCH, EXERCISE, LIVE, REPLAY, REPLAY_MS, START_MS } from './test-city.ts';
import { recordsIn, ticksOf } from './test-ingest.ts';
import { createTicks, type Ticks } from './ticks.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Opened {
  readonly ticks: Ticks;
  readonly close: () => Promise<void>;
}

async function open(log: Log, clock: ReturnType<typeof createManualClock>, timelines: Timeline[]): Promise<Opened> {
  const limits = { batchMax: 10, lingerMs: 0, retryMs: 1, retryMsMax: 1 };
  const nothing = () => {};
  const partitions = [0, 1].map((index) =>
    createPartition(index, limits, {
      ...{ log, clock, logger: silentLogger, owner: 'test' },
      quarantine: async () => {},
      onAcquired: async () => {},
      ...{ onStopped: nothing, onCommitted: nothing, onReleased: nothing },
    }),
  );
  await Promise.all(partitions.map((partition) => partition.start()));
  const options = { clock, partitions, timelines: () => timelines, onTick: nothing };
  const ticks = createTicks({ tickMs: 5, idleMs: 1000 }, options);
  await ticks.start({ facts: 0, forecasts: 0 });
  const close = async () => {
    ticks.stop();
    await Promise.all(partitions.map((partition) => partition.stop()));
  };
  closing.push(close);
  return { ticks, close };
}

const told = async (log: Log, timeline: string) =>
  Promise.all(
    [0, 1].map(async (partition) => ticksOf(await recordsIn(log, partition), timeline).map(({ n, at }) => [n, at])),
  );
const inBoth = (...ticks: [number, number][]) => [ticks, ticks];

const clockEvent = (seq: number, atMs: number) => ({
  ...{ record: JSON.stringify({ k: 'evt', tl: REPLAY.id, seq }), device: 'conductor-1', epoch: EPOCH, seq },
  ...{ timeline: REPLAY.id, atMs },
});

describe('ticks of a wall-clocked timeline', () => {
  it('come at once, after data, else once a second, and go on after a restart', async () => {
    const log = createMemoryLog({ telemetry: 2 });
    const clock = createManualClock(START_MS);
    const { ticks, close } = await open(log, clock, [LIVE]);
    await vi.waitFor(async () => expect(await told(log, 'live')).toEqual(inBoth([1, START_MS])));
    clock.advance(40);
    ticks.noteData('live');
    await vi.waitFor(async () => expect(await told(log, 'live')).toEqual(inBoth([1, START_MS], [2, START_MS + 40])));
    clock.advance(1000);
    await vi.waitFor(async () => expect((await told(log, 'live'))[1]).toHaveLength(3));
    await close();
    // The wall clock was set back meanwhile: the timeline's is not.
    await open(log, createManualClock(START_MS - 5000), [LIVE]);
    await vi.waitFor(async () => expect((await told(log, 'live'))[0]?.at(-1)).toEqual([4, START_MS + 1040]));
  });

  it('follow the pace of an exercise, and end with it', async () => {
    const log = createMemoryLog({ telemetry: 2 });
    const timelines = [EXERCISE];
    const clock = createManualClock(START_MS);
    const { ticks } = await open(log, clock, timelines);
    const atMs = EXERCISE.anchorTimelineMs + 3_600_000 * 60;
    await vi.waitFor(async () => expect(await told(log, EXERCISE.id)).toEqual(inBoth([1, atMs])));
    timelines[0] = { ...EXERCISE, endedAtMs: START_MS };
    clock.advance(5000);
    ticks.noteData(EXERCISE.id);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await told(log, EXERCISE.id)).toEqual(inBoth([1, atMs]));
  });
});

describe('forecasts', () => {
  const named = async (log: Log) => ticksOf(await recordsIn(log, 0), 'live').map(({ forecasts }) => forecasts);

  it('are named by the next tick, which is not made for them, and never fewer again, over a restart neither', async () => {
    const log = createMemoryLog({ telemetry: 2 });
    const clock = createManualClock(START_MS);
    const { ticks, close } = await open(log, clock, [LIVE]);
    await vi.waitFor(async () => expect(await named(log)).toEqual([undefined]));
    ticks.noteForecasts(40);
    ticks.noteForecasts(12);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await named(log)).toEqual([undefined]);
    ticks.noteData('live');
    await vi.waitFor(async () => expect(await named(log)).toEqual([undefined, 40]));
    await close();
    // The head that the next run finds may be older than what was said: a reader saw it before the append returned.
    await open(log, createManualClock(START_MS + 5000), [LIVE]);
    await vi.waitFor(async () => expect(await named(log)).toEqual([undefined, 40, 40]));
  });
});

describe('ticks of a conducted timeline', () => {
  const conduct = (ticks: Ticks, seq: number, atMs: number) =>
    new Promise<void>((resolve, reject) =>
      ticks.conduct(REPLAY, 1, clockEvent(seq, atMs), (error) => (error === null ? resolve() : reject(error))),
    );

  it('are one per clock event, also when the conductor does not wait', async () => {
    const log = createMemoryLog({ telemetry: 2 });
    const { ticks } = await open(log, createManualClock(START_MS), [REPLAY]);
    await Promise.all([1, 2, 3].map((seq) => conduct(ticks, seq, REPLAY_MS + seq)));
    expect(await told(log, REPLAY.id)).toEqual(inBoth([1, REPLAY_MS + 1], [2, REPLAY_MS + 2], [3, REPLAY_MS + 3]));
    expect(ticks.lastTickAtMs(REPLAY.id)).toBe(REPLAY_MS + 3);
  });

  it('stand beside their event in one append', async () => {
    const memory = createMemoryLog({ telemetry: 2 });
    const appends: string[][] = [];
    const log: Log = {
      ...memory,
      acquire: async (...place) => {
        const writer = await memory.acquire(...place);
        const append: typeof writer.append = (records, options) => {
          if (place[1] === 1) appends.push(records.map((text) => (JSON.parse(text) as { k: string }).k));
          return writer.append(records, options);
        };
        return { ...writer, append };
      },
    };
    const { ticks } = await open(log, createManualClock(START_MS), [REPLAY]);
    await conduct(ticks, 1, REPLAY_MS + 1);
    expect(appends).toEqual([['evt', 'tick']]);
  });

  it('follow a fact while the replay stands still, at the same time', async () => {
    const log = createMemoryLog({ telemetry: 2 });
    const { ticks } = await open(log, createManualClock(START_MS), [REPLAY]);
    await conduct(ticks, 1, REPLAY_MS + 1);
    ticks.noteFact(REPLAY.id, 7);
    await vi.waitFor(async () =>
      expect(await told(log, REPLAY.id)).toEqual(inBoth([1, REPLAY_MS + 1], [2, REPLAY_MS + 1])),
    );
    expect(ticksOf(await recordsIn(log, 0), REPLAY.id).map(({ facts }) => facts)).toEqual([0, 7]);
  });
});

describe('after a crash', () => {
  const marks = (timeline: string, n: number, at: number, facts: number) =>
    new Map([
      [`tick/${timeline}`, n],
      [`tick-at/${timeline}`, at],
      [`tick-facts/${timeline}`, facts],
    ]);
  const tickText = (tl: string, n: number, at: number, facts: number) =>
    JSON.stringify({ k: 'tick', tl, n, at, facts });

  it('a tick that only some partitions have is completed with the same words', async () => {
    const log = createMemoryLog({ telemetry: 2 });
    const at = REPLAY_MS + 5;
    for (const partition of [0, 1]) {
      const writer = await log.acquire('telemetry', partition, 'before');
      const last = partition === 0 ? 2 : 1;
      for (let n = 1; n <= last; n++) {
        const options = { producer: 'ingest', producerSeq: n, marks: marks(REPLAY.id, n, at + n, n * 10) };
        await writer.append([tickText(REPLAY.id, n, at + n, n * 10)], options);
      }
    }
    await open(log, createManualClock(START_MS), [REPLAY]);
    const both = await Promise.all([0, 1].map((partition) => recordsIn(log, partition)));
    expect(both[1]).toEqual(both[0]);
    expect(both[0]?.at(-1)).toMatchObject({ n: 2, at: at + 2, facts: 20 });
  });

  it('goes on after a history that another producer wrote', async () => {
    const log = createMemoryLog({ telemetry: 2 });
    for (const partition of [0, 1]) {
      const writer = await log.acquire('telemetry', partition, 'history');
      for (const n of [1, 2]) {
        const options = { producer: `tick/${EXERCISE.id}`, producerSeq: n };
        await writer.append([tickText(EXERCISE.id, n, EXERCISE.anchorTimelineMs - 100 + n, 0)], options);
      }
    }
    // The exercise begins in a moment: its clock, taken literally, would be before its anchor.
    const clock = createManualClock(EXERCISE.anchorWallMs - 5000);
    await open(log, clock, [EXERCISE]);
    await vi.waitFor(async () => {
      for (const ticks of await told(log, EXERCISE.id)) expect(ticks.at(-1)).toEqual([3, EXERCISE.anchorTimelineMs]);
    });
  });

  it('a clock event whose tick is missing gets it', async () => {
    const log = createMemoryLog({ telemetry: 2 });
    const writer = await log.acquire('telemetry', 1, 'before');
    const known = marks(REPLAY.id, 1, REPLAY_MS, 0).set(`clock/${REPLAY.id}`, REPLAY_MS + 9);
    await writer.append([tickText(REPLAY.id, 1, REPLAY_MS, 0)], { producer: 'ingest', producerSeq: 1, marks: known });
    await open(log, createManualClock(START_MS), [REPLAY]);
    expect(await told(log, REPLAY.id)).toEqual(inBoth([1, REPLAY_MS], [2, REPLAY_MS + 9]));
  });
});
