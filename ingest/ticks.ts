/**
 * Writes the barriers of every timeline into every partition. Tick n + 1 of a timeline is issued only after tick n is
 * committed in all partitions, so that after a crash the partitions differ by at most one tick, which the marks give
 * back. `at`, `facts` and `forecasts` never decrease, also over a restart.
 *
 * A wall-clocked timeline gets a tick shortly after data or a fact, else once a second. A conducted one gets exactly
 * one per clock event of its conductor: in the conductor's partition in the same append as the event, then in the
 * others; the event is acknowledged after the last of them, which paces the conductor.
 */
import { type Timeline, timelineMsFromWallMs } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { ClockEvent, Settle } from './batch.ts';
import { clockMarkKey, type TickMark, tickedTimelines, tickMarkOf } from './marks.ts';
import type { Partition } from './partition-seam.ts';

export interface TicksDeps {
  readonly clock: Clock;
  readonly partitions: readonly Partition[];
  readonly timelines: () => Iterable<Timeline>;
  readonly onTick: (timeline: string) => void;
}

export interface TicksLimits {
  readonly tickMs: number;
  readonly idleMs: number;
}

export interface Ticks {
  /** Completes ticks that a crash cut in half, then begins, with the heads of the streams that ticks name. */
  start(heads: { readonly facts: number; readonly forecasts: number }): Promise<void>;
  stop(): void;
  lastTickAtMs(timeline: string): number | null;
  /** Data of the timeline was accepted: a tick is due. */
  noteData(timeline: string): void;
  /** A fact of the timeline was committed; the facts stream now ends at `head`. */
  noteFact(timeline: string, head: number): void;
  /** The forecasts stream now ends at `head`; the next tick says so, and none is made for it. */
  noteForecasts(head: number): void;
  conduct(timeline: Timeline, partition: number, event: ClockEvent, settle: Settle): void;
  /** Settles when no tick of the timeline is on its way. */
  settleBehind(timeline: string, settle: Settle): void;
}

interface Progress {
  last: TickMark;
  busy: boolean;
  /** Data or a fact came since the last tick. */
  isDue: boolean;
  isFactDue: boolean;
  issuedAtMs: number;
  /** Clock events that came while a tick was on its way; as many as a client may have unacknowledged (65,535). */
  readonly clocks: { readonly atMs: number; readonly settle: Settle }[];
  readonly waiting: Settle[];
}

export function createTicks(limits: TicksLimits, deps: TicksDeps): Ticks {
  const { clock, partitions } = deps;
  const progress = new Map<string, Progress>();
  const heads = { facts: 0, forecasts: 0 };
  let timer: NodeJS.Timeout | null = null;

  const progressOf = (timeline: string): Progress => {
    let known = progress.get(timeline);
    if (known === undefined) {
      const last = { n: 0, atMs: 0, facts: 0, forecasts: 0 };
      known = { last, busy: false, isDue: true, isFactDue: false, issuedAtMs: -Infinity, clocks: [], waiting: [] };
      progress.set(timeline, known);
    }
    return known;
  };

  const next = (state: Progress, atMs: number): TickMark => {
    state.busy = true;
    state.isDue = false;
    state.isFactDue = false;
    state.issuedAtMs = clock.monotonicMs();
    const { last } = state;
    return {
      n: last.n + 1,
      atMs: Math.max(last.atMs, Math.floor(atMs)),
      facts: Math.max(last.facts, heads.facts),
      forecasts: Math.max(last.forecasts, heads.forecasts),
    };
  };

  const spread = (timeline: string, tick: TickMark, into: readonly Partition[], done: () => void) => {
    let remaining = into.length;
    const settle = () => {
      if (--remaining === 0) done();
    };
    if (remaining === 0) done();
    for (const partition of into) partition.tick({ timeline, ...tick, tied: false, settle });
  };

  const finish = (timeline: string, state: Progress, tick: TickMark) => {
    state.last = tick;
    state.busy = false;
    deps.onTick(timeline);
    const waiting = state.waiting.splice(0);
    const deferred = state.clocks.shift();
    if (deferred) issue(timeline, state, deferred.atMs, deferred.settle);
    else if (state.isFactDue) lookAt(timeline);
    for (const settle of waiting) settle(null);
  };

  const issue = (timeline: string, state: Progress, atMs: number, settle: Settle | null) => {
    const tick = next(state, atMs);
    spread(timeline, tick, partitions, () => {
      finish(timeline, state, tick);
      settle?.(null);
    });
  };

  const look = (timeline: Timeline) => {
    if (timeline.endedAtMs !== null) return;
    const state = progressOf(timeline.id);
    if (state.busy) return;
    if (timeline.clock === 'conducted') {
      // What people do on a replay that stands still must still take effect.
      if (state.isFactDue && state.last.n > 0) issue(timeline.id, state, state.last.atMs, null);
    } else if (state.isDue || clock.monotonicMs() - state.issuedAtMs >= limits.idleMs) {
      issue(timeline.id, state, timelineMsFromWallMs(timeline, clock.nowMs()), null);
    }
  };

  const lookAtAll = () => {
    for (const timeline of deps.timelines()) look(timeline);
  };

  const lookAt = (id: string) => {
    for (const timeline of deps.timelines()) if (timeline.id === id) look(timeline);
  };

  /** Ticks of a history that was written before are known by their producer alone. */
  const lastTicks = (timeline: string, beganMs: number): Promise<TickMark[]> =>
    Promise.all(
      partitions.map(async (partition) => {
        const mark = tickMarkOf(partition.acquiredMarks(), timeline);
        if (mark !== null) return mark;
        const n = await partition.lastProducerSeq(`tick/${timeline}`);
        return { n, atMs: beganMs, facts: 0, forecasts: 0 };
      }),
    );

  const recover = async ([timeline, beganMs]: readonly [string, number]) => {
    const marks = await lastTicks(timeline, beganMs);
    const last = marks.reduce((a, b) => (b.n > a.n ? b : a));
    if (last.n === 0) return;
    const state = progressOf(timeline);
    state.last = last;
    const behind = partitions.filter((_, index) => (marks[index]?.n ?? 0) < last.n);
    await new Promise<void>((done) => spread(timeline, last, behind, done));
    // A clock event that came while another tick was on its way may have been committed without its own.
    const clocks = partitions.map((partition) => partition.acquiredMarks().get(clockMarkKey(timeline)) ?? 0);
    const clockAtMs = Math.max(...clocks);
    if (clockAtMs > last.atMs) await new Promise<void>((done) => issue(timeline, state, clockAtMs, () => done()));
  };

  return {
    start: async ({ facts, forecasts }) => {
      heads.facts = facts;
      heads.forecasts = forecasts;
      const ticked = partitions.flatMap((partition) => tickedTimelines(partition.acquiredMarks()));
      const known = new Map(ticked.map((timeline) => [timeline, 0]));
      for (const { id, anchorTimelineMs, endedAtMs } of deps.timelines()) {
        if (endedAtMs === null) known.set(id, anchorTimelineMs);
      }
      await Promise.all([...known].map(recover));
      lookAtAll();
      timer = setInterval(lookAtAll, limits.tickMs);
    },
    stop: () => {
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
    lastTickAtMs: (timeline) => {
      const last = progress.get(timeline)?.last;
      return last === undefined || last.n === 0 ? null : last.atMs;
    },
    noteData: (timeline) => {
      progressOf(timeline).isDue = true;
    },
    noteFact: (timeline, head) => {
      heads.facts = Math.max(heads.facts, head);
      const state = progressOf(timeline);
      state.isDue = true;
      state.isFactDue = true;
      lookAt(timeline);
    },
    noteForecasts: (head) => {
      heads.forecasts = Math.max(heads.forecasts, head);
    },
    conduct: (timeline, partition, event, settle) => {
      const state = progressOf(timeline.id);
      const leader = partitions[partition] as Partition;
      const { atMs } = event;
      if (state.busy) {
        leader.appendClock(event, null, (error) => {
          if (error !== null) settle(error);
          else if (state.busy) state.clocks.push({ atMs, settle });
          else issue(timeline.id, state, atMs, settle);
        });
        return;
      }
      const tick = next(state, atMs);
      let isSettled = false;
      const whenLeading: Settle = (error) => {
        if (error !== null) {
          state.busy = false;
          return;
        }
        const others = partitions.filter((other) => other !== leader);
        spread(timeline.id, tick, others, () => {
          finish(timeline.id, state, tick);
          if (!isSettled) settle(null);
        });
      };
      leader.appendClock(event, { timeline: timeline.id, ...tick, tied: true, settle: whenLeading }, (error) => {
        if (error === null) return;
        isSettled = true;
        settle(error);
      });
    },
    settleBehind: (timeline, settle) => {
      const state = progress.get(timeline);
      if (state?.busy) state.waiting.push(settle);
      else settle(null);
    },
  };
}
