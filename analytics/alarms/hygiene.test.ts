/** Timelines of a small town: what is raised, who is called, and what keeps quiet. One tick a minute. */
import type { AlarmRecord, Asset, FactBody, FactRecord, ObservationsRecord } from '@chengyun/contracts';
import { metricStandards } from '@chengyun/domains';
import { expect, test } from 'vitest';
import { createEngine, type Engine } from '../engine/engine.ts';
import { ruleText } from '../engine/made-rules.ts';
import { compileRule } from '../rules/compile-rule.ts';

const MIN_MS = 60_000;
const START_MS = Date.UTC(2026, 6, 1);

const place = (id: string, kind: string, lonDeg: number, links: Asset['links'] = []): Asset => ({
  ...{ id, domain: 'flood', kind, name: { zh: id, en: id }, lonDeg, latDeg: 31.2, attributes: {}, links },
});
const HUB: Asset['links'] = [{ rel: 'reports-through', to: 'hub' }];
const ROADS = [0, 1, 2, 3, 4].map((i) => place(`road-${i}`, 'underpass', 121.5 + i * 0.1, HUB));
const ASSETS = [place('hub', 'telemetry-hub', 121.6), ...ROADS, place('near-0', 'underpass', 121.503)];
const text = ruleText(
  'deep',
  'underpass',
  `inputs: { depth: { metric: water.depth, aggregate: last } }
value: depth
noData: { after: 10m, level: blue }
levels: { yellow: { when: depth > 10.0 }, red: { when: depth > 25.0 } }`,
);
const rules = [compileRule('deep.yaml', text, { domain: 'flood', metrics: metricStandards(), assets: ASSETS })];

/** Runs a story: values and facts by minute; a station sends every minute unless it is in `silent`. */
function tell(story: {
  readonly until: number;
  readonly depth?: (minute: number, asset: string) => number;
  readonly silent?: (minute: number, asset: string) => boolean;
  readonly facts?: (minute: number, engine: Engine) => readonly FactBody[];
  readonly restart?: boolean;
}): AlarmRecord[] {
  const make = () => createEngine({ timeline: 'live', rules, assets: ASSETS });
  let engine = make();
  const said: AlarmRecord[] = [];
  for (let minute = 0; minute <= story.until; minute++) {
    const at = START_MS + minute * MIN_MS;
    for (const { id, kind } of ASSETS) {
      if (kind !== 'underpass' || story.silent?.(minute, id)) continue;
      const items = [{ asset: id, metric: 'water.depth', at, value: story.depth?.(minute, id) ?? 0 }];
      const envelope = { device: id, epoch: '1-0000000000000000', seq: minute + 1, sentAt: at, rxAt: at };
      engine.push({ k: 'obs', tl: 'live', ...envelope, items } satisfies ObservationsRecord);
    }
    const facts = (story.facts?.(minute, engine) ?? []).map(
      (body, i): FactRecord => ({
        ...{ k: 'fact', tl: 'live', id: `duty/e/${minute}${i}`, actor: 'duty', role: 'operator', epoch: 'e', seq: 1 },
        ...{ at, rxAt: at, body },
      }),
    );
    said.push(...engine.tick({ k: 'tick', tl: 'live', n: minute + 1, at, facts: 0 }, facts));
    if (!story.restart) continue;
    const state = engine.snapshot();
    engine = make();
    engine.restore(state);
  }
  return said;
}

const minuteOf = ({ at }: AlarmRecord) => (at - START_MS) / MIN_MS;
const calls = (said: readonly AlarmRecord[]) =>
  said
    .filter(({ call }) => call !== null)
    .map((record) => `${minuteOf(record)} ${record.call} ${record.rule} ${record.asset} ${record.level}`);
const last = (said: readonly AlarmRecord[], asset: string) => said.findLast((record) => record.asset === asset);

test('a hub that goes down calls once; the silence behind it is explained, and comes back if it outlives the hub', () => {
  const silent = (minute: number, id: string) => {
    if (minute < 5 || id === 'near-0') return false;
    return id === 'road-4' ? minute < 90 : id.startsWith('road') && minute < 40;
  };
  const said = tell({ until: 100, silent });
  expect(calls(said)).toEqual([
    '14 new system.hub-down hub yellow',
    expect.stringMatching(/^4\d new flood\.deep road-4 blue$/),
  ]);
  const suppressed = said.filter(({ transition }) => transition === 'suppress');
  expect(new Set(suppressed.map(({ asset }) => asset)).size).toBe(5);
  const hub = said.find(({ rule }) => rule === 'system.hub-down');
  expect(suppressed.every(({ inhibitedBy }) => inhibitedBy === hub?.id)).toBe(true);
  expect(last(said, 'hub')?.transition).toBe('clear');
});

test('readings that are really high are never explained away by a hub', () => {
  const said = tell({
    until: 40,
    silent: (minute, id) => minute >= 5 && id.startsWith('road') && id !== 'road-1',
    depth: (minute, id) => (id === 'road-1' && minute >= 20 ? 30 : 0),
  });
  expect(calls(said)).toContain('20 new flood.deep road-1 red');
  expect(last(said, 'road-1')?.state).toBe('active-unacknowledged');
});

test('a single silent station calls after a short wait for its hub', () => {
  const said = tell({ until: 30, silent: (minute, id) => id === 'road-2' && minute >= 5 });
  expect(calls(said)).toEqual(['17 new flood.deep road-2 blue']);
});

test('neighbours are one trouble: one call, another when it gets worse', () => {
  const said = tell({
    until: 30,
    depth: (minute, id) =>
      id === 'road-0' ? (minute >= 5 ? 15 : 0) : id === 'near-0' && minute >= 8 ? (minute >= 12 ? 30 : 15) : 0,
    facts: (minute, engine) =>
      minute === 13 ? engine.activeAlarms().map(({ id }) => ({ kind: 'ack', alarm: id }) as const) : [],
  });
  expect(calls(said)).toEqual(['5 new flood.deep road-0 yellow', '12 escalated flood.deep near-0 red']);
  expect(last(said, 'near-0')?.group).toBe(last(said, 'road-0')?.id);
});

test('what comes and goes calls once, is marked, and is heard again after it was quiet', () => {
  const said = tell({
    until: 130,
    depth: (minute, id) =>
      id === 'road-3' && ((minute >= 5 && minute < 30 && minute % 4 === 1) || minute === 120) ? 15 : 0,
  });
  expect(calls(said)).toEqual(['5 new flood.deep road-3 yellow', '120 new flood.deep road-3 yellow']);
  expect(said.find(({ isChattering }) => isChattering)?.asset).toBe('road-3');
});

test('red that nobody answers calls again, three times at most; an answer ends it', () => {
  const depth = (minute: number, id: string) => (id === 'road-1' && minute >= 5 ? 30 : 0);
  expect(calls(tell({ until: 60, depth })).map((each) => each.split(' ').slice(0, 2).join(' '))).toEqual([
    ...['5 new', '7 again', '11 again', '19 again'],
  ]);
  const answered = tell({
    ...{ until: 60, depth },
    facts: (minute, engine) => (minute === 6 ? [{ kind: 'ack', alarm: engine.activeAlarms()[0]!.id }] : []),
  });
  expect(calls(answered)).toEqual(['5 new flood.deep road-1 red']);
});

test('maintenance and out of service keep quiet with reason and name, and give back what still holds', () => {
  const depth = (minute: number, id: string) => (id === 'road-1' && minute >= 5 ? 15 : 0);
  const fromMs = START_MS;
  const said = tell({
    ...{ until: 60, depth },
    facts: (minute) =>
      minute === 2
        ? [{ kind: 'maintenance', assets: ['road-1'], fromMs, untilMs: START_MS + 30 * MIN_MS, reason: 'new pump' }]
        : minute === 40
          ? [{ kind: 'out-of-service', asset: 'road-1', reason: 'broken float' }]
          : minute === 50
            ? [{ kind: 'return-to-service', asset: 'road-1' }]
            : [],
  });
  expect(calls(said)).toEqual(['30 new flood.deep road-1 yellow']);
  const [taken] = said.filter(({ transition }) => transition === 'take-out');
  expect(taken).toMatchObject({ state: 'out-of-service', reason: 'new pump', by: 'duty' });
  expect(said.map(({ transition }) => transition)).toEqual(['raise', 'take-out', 'return', 'take-out', 'return']);
});

test('restarted after every tick it says the same, byte by byte', () => {
  const story = {
    until: 120,
    depth: (minute: number, id: string) => {
      if (id === 'road-3') return minute % 4 === 1 ? 15 : 0;
      return (id === 'road-1' || id === 'near-0' || id === 'road-0') && minute >= 30 && minute < 70 ? minute - 20 : 0;
    },
    silent: (minute: number, id: string) => id !== 'road-1' && id !== 'road-3' && minute >= 75 && minute < 110,
    facts: (minute: number): FactBody[] =>
      minute === 50
        ? [{ kind: 'out-of-service', asset: 'road-0', reason: 'x' }]
        : minute === 60
          ? [{ kind: 'return-to-service', asset: 'road-0' }]
          : [],
  };
  const plain = tell(story).map((record) => JSON.stringify(record));
  expect(plain.length).toBeGreaterThan(40);
  expect(tell({ ...story, restart: true }).map((record) => JSON.stringify(record))).toEqual(plain);
});
