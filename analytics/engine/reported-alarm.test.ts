import type { AlarmRecord, FactBody } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { createEngine, type Engine } from './engine.ts';
import { MADE_TIMELINE, makeFact } from './made-log.ts';

const START_MS = 1_700_000_000_000;
const OPEN: Extract<FactBody, { kind: 'open' }> = {
  ...{ kind: 'open', alarm: '00000000000000a1', hazard: 'manhole', level: 'orange', domain: 'traffic' },
  ...{ asset: 'road-1', lonDeg: 121.5, latDeg: 31.2, reportedAt: 42 },
};

/** One tick a second with what people said in it; after each the engine dies and comes back. */
function tell(...seconds: readonly (readonly FactBody[])[]): readonly AlarmRecord[] {
  const make = (): Engine => createEngine({ timeline: MADE_TIMELINE, rules: [] });
  let engine = make();
  let seq = 0;
  return seconds.flatMap((said, i) => {
    const at = START_MS + i * 1000;
    const facts = said.map((body) => makeFact(body, ++seq, at));
    const out = engine.tick({ k: 'tick', tl: MADE_TIMELINE, n: i + 1, at, facts: 0 }, facts);
    const state = engine.snapshot();
    engine = make();
    engine.restore(state);
    return out;
  });
}
const lines = (said: readonly AlarmRecord[]) =>
  said.map(({ n, id, transition, state, call }) => `${n} ${id.slice(-2)} ${transition} ${state} ${call}`);

test('a reported hazard is an alarm that its opener knows of; the proof of people ends it, and nothing else does', () => {
  const { alarm } = OPEN;
  const said = tell(
    [OPEN],
    [OPEN],
    [{ kind: 'maintenance', assets: ['road-1'], fromMs: 0, untilMs: 2 * START_MS, reason: 'kerb' }],
    [{ kind: 'close', alarm, reason: 'covered again' }],
    [{ kind: 'close', alarm, reason: 'covered again' }],
  );
  expect(lines(said)).toEqual([
    '1 a1 raise active-unacknowledged null',
    '1 a1 ack active-acknowledged null',
    '4 a1 clear normal null',
  ]);
  expect(said[0]).toMatchObject({
    ...{ rule: 'report.hazard', domain: 'traffic', asset: 'road-1', level: 'orange', lonDeg: 121.5, observedAt: 42 },
    title: { zh: '上报险情：井盖缺失', en: 'Reported: Missing manhole cover' },
  });
});

test('two at one place are two, and one whose acknowledgement was taken back is closed all the same', () => {
  const other = { ...OPEN, alarm: '00000000000000b2' };
  const undo = { kind: 'undo', fact: 'operator/0000000000000001/1' } as const;
  const close = { kind: 'close', alarm: OPEN.alarm, reason: 'covered again' } as const;
  expect(lines(tell([OPEN, other], [undo], [close]))).toEqual([
    '1 a1 raise active-unacknowledged null',
    '1 a1 ack active-acknowledged null',
    '1 b2 raise active-unacknowledged null',
    '1 b2 ack active-acknowledged null',
    '2 a1 unack active-unacknowledged new',
    '3 a1 ack active-acknowledged null',
    '3 a1 clear normal null',
  ]);
});
