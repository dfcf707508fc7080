/** Seven days of alarms as the archive keeps them: each is raised, escalates, is acknowledged, tells its value and ends. */
import { type AlarmRecord, LIVE_TIMELINE, UNDECIDED } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import type { Store } from '@chengyun/platform/store/store.ts';

const ALARMS_A_DAY = 300;
const DAY_MS = 86_400_000;
const BATCH = 500;
const TEXT = { zh: '水位超过警戒线，已持续十二分钟', en: 'Level above the warning line for twelve minutes' };
/** After how many minutes of its life each record comes. */
const LIFE = [
  { transition: 'raise', state: 'active-unacknowledged', min: 0 },
  { transition: 'update', state: 'active-unacknowledged', min: 2 },
  { transition: 'escalate', state: 'active-unacknowledged', min: 4 },
  { transition: 'ack', state: 'active-acknowledged', min: 6 },
  { transition: 'update', state: 'active-acknowledged', min: 40 },
  { transition: 'clear', state: 'normal', min: 120 },
] as const satisfies readonly (Pick<AlarmRecord, 'transition' | 'state'> & { min: number })[];

/** Returns how many records were written. */
export async function pastAlarms(store: Store, fromMs: number, toMs: number): Promise<number> {
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  const records: AlarmRecord[] = [];
  const stepMs = DAY_MS / ALARMS_A_DAY;
  for (let n = 0, raisedAt = fromMs; raisedAt < toMs; n++, raisedAt += stepMs) {
    const asset = assets[n % assets.length];
    if (!asset) continue;
    for (const { transition, state, min } of LIFE) {
      const at = Math.round(raisedAt + min * 60_000);
      if (at > toMs) break;
      records.push({
        ...{ k: 'alarm', tl: LIVE_TIMELINE, n: records.length, at, id: `past-${n}`, rule: 'flood.tide-level' },
        ...{ ruleVersion: 1, condition: `${n}`, domain: asset.domain, asset: asset.id, transition, state },
        ...{ level: min > 3 ? 'orange' : 'yellow', peak: 'orange', raisedAt, ackedAt: null, clearedAt: null },
        ...{ shelvedUntil: null, by: null, ...UNDECIDED, title: TEXT, why: TEXT, action: TEXT },
        ...{ metric: 'water.level', value: 4.7, threshold: 4.55, unit: 'm', inputs: { level: 4.7 }, radiusM: 300 },
        ...{ lonDeg: asset.lonDeg, latDeg: asset.latDeg, trace: null, observedAt: at },
      });
    }
  }
  const byTime = records.sort((a, b) => a.at - b.at);
  for (let i = 0; i < byTime.length; i += BATCH) await writeBatch(store, byTime.slice(i, i + BATCH), i);
  return byTime.length;
}

async function writeBatch(store: Store, records: readonly AlarmRecord[], firstOffset: number): Promise<void> {
  const columns = [records.map((_, i) => firstOffset + i), records.map((record) => JSON.stringify(record))];
  await store.query(
    `INSERT INTO alarm_transitions (log_offset, alarm, timeline, at, body)
     SELECT log_offset, body->>'id', body->>'tl', to_timestamp((body->>'at')::float8 / 1000), body
     FROM unnest($1::bigint[], $2::jsonb[]) AS row (log_offset, body)`,
    columns,
  );
  await store.query(
    `INSERT INTO alarms (id, timeline, rule, asset, condition, state, level, raised_at, body)
     SELECT DISTINCT ON (body->>'id') body->>'id', body->>'tl', body->>'rule', body->>'asset', body->>'condition',
       body->>'state', body->>'level', to_timestamp((body->>'raisedAt')::float8 / 1000), body
     FROM unnest($1::bigint[], $2::jsonb[]) AS row (log_offset, body) ORDER BY body->>'id', log_offset DESC
     ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state, level = EXCLUDED.level, body = EXCLUDED.body`,
    columns,
  );
}
