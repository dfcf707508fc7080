import { type AlarmRecord, type AlarmState, UNDECIDED } from '@chengyun/contracts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { describe, expect, it } from 'vitest';
import { writeAlarms } from './write-alarms.ts';

const database = withTestDatabase();
const text = { zh: '测', en: 'test' };

function alarm(id: string, state: AlarmState, fields: Partial<AlarmRecord> = {}): AlarmRecord {
  return {
    ...{ k: 'alarm', tl: 'live', n: 1, at: 1000, id, rule: 'flood.tide', ruleVersion: 1, condition: 'level' },
    ...{ domain: 'flood', asset: 'gauge.a', transition: 'raise', state, level: 'red', peak: 'red', raisedAt: 1000 },
    ...UNDECIDED,
    ...{ ackedAt: null, clearedAt: null, shelvedUntil: null, by: null, title: text, why: text, action: text },
    ...{ metric: 'water.level', value: 5, threshold: 4, unit: 'm', inputs: {}, lonDeg: 121, latDeg: 31, radiusM: 100 },
    ...{ trace: null, observedAt: 0 },
    ...fields,
  };
}

let offset = 0;
const write = (...records: AlarmRecord[]) =>
  database.store().tx((client) =>
    writeAlarms(
      client,
      records.map((record) => ({ logOffset: offset++, record })),
    ),
  );
async function states(timeline: string): Promise<Record<string, string>> {
  const { rows } = await database
    .store()
    .query<{ id: string; state: string }>('SELECT id, state FROM alarms WHERE timeline = $1 ORDER BY id', [timeline]);
  return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
}

describe('the alarms of the archive', () => {
  it('are the newest record of each, with every transition kept', async () => {
    await write(alarm('a1', 'active-unacknowledged'), alarm('a1', 'active-acknowledged', { transition: 'ack' }));
    await write(alarm('a1', 'normal', { transition: 'clear' }));
    expect(await states('live')).toEqual({ a1: 'normal' });
    const { rows } = await database
      .store()
      .query(`SELECT body->>'transition' AS transition FROM alarm_transitions WHERE alarm = 'a1' ORDER BY log_offset`);
    expect(rows.map(({ transition }) => transition)).toEqual(['raise', 'ack', 'clear']);
  });

  it.each([
    ['in one batch', 'exercise:one'],
    ['in two batches', 'exercise:two'],
  ])('end when one of the same identity follows unacknowledged, %s', async (_, tl) => {
    const [before, after] = [`${tl}-b`, `${tl}-a`];
    const first = [alarm(before, 'active-unacknowledged', { tl }), alarm(before, 'cleared-unacknowledged', { tl })];
    const second = [alarm(after, 'active-unacknowledged', { tl, raisedAt: 2000 })];
    if (tl === 'exercise:one') await write(...first, ...second);
    else for (const records of [first, second]) await write(...records);
    expect(await states(tl)).toEqual({ [before]: 'normal', [after]: 'active-unacknowledged' });
  });

  it('are told apart by their condition', async () => {
    const tl = 'exercise:apart';
    await write(
      alarm('c1', 'active-unacknowledged', { tl, condition: 'x' }),
      alarm('c2', 'shelved', { tl, condition: 'y' }),
    );
    expect(await states(tl)).toEqual({ c1: 'active-unacknowledged', c2: 'shelved' });
  });
});
