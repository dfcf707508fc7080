/** Writes alarm records: every transition, and the newest record of each alarm. */
import type { AlarmRecord } from '@chengyun/contracts';
import type { PoolClient } from 'pg';
import { storableJson } from './storable-json.ts';

export interface LoggedAlarm {
  readonly logOffset: number;
  readonly record: AlarmRecord;
}

export async function writeAlarms(client: PoolClient, alarms: readonly LoggedAlarm[]): Promise<void> {
  await client.query(
    `INSERT INTO alarm_transitions (log_offset, alarm, timeline, at, body)
     SELECT log_offset, alarm, timeline, to_timestamp(at_ms / 1000.0), body
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::float8[], $5::jsonb[])
       AS row (log_offset, alarm, timeline, at_ms, body)
     ON CONFLICT (log_offset) DO NOTHING`,
    [
      alarms.map(({ logOffset }) => logOffset),
      alarms.map(({ record }) => record.id),
      alarms.map(({ record }) => record.tl),
      alarms.map(({ record }) => record.at),
      alarms.map(({ record }) => storableJson(record)),
    ],
  );
  const newest = newestByAlarm(alarms.map(({ record }) => record));
  // At most one alarm per identity is out of normal, so the ones that end come before the ones that begin.
  await upsert(client, newest.normal, true);
  await closeForerunners(client, newest.active);
  await upsert(client, newest.active, false);
}

/**
 * The newest record of each alarm. An alarm that was followed by another of the same identity is over, also when it
 * was never acknowledged.
 */
export function newestByAlarm(records: readonly AlarmRecord[]) {
  const byId = new Map<string, AlarmRecord>();
  const holders = new Map<string, string>();
  for (const record of records) {
    byId.set(record.id, record);
    const identity = JSON.stringify([record.tl, record.rule, record.asset, record.condition]);
    if (record.state !== 'normal') holders.set(identity, record.id);
    else if (holders.get(identity) === record.id) holders.delete(identity);
  }
  const holding = new Set(holders.values());
  const newest = [...byId.values()];
  return {
    normal: newest.filter(({ id }) => !holding.has(id)),
    active: newest.filter(({ id }) => holding.has(id)),
  };
}

async function closeForerunners(client: PoolClient, records: readonly AlarmRecord[]): Promise<void> {
  if (records.length === 0) return;
  await client.query(
    `UPDATE alarms SET state = 'normal'
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
       AS successor (id, timeline, rule, asset, condition)
     WHERE (alarms.timeline, alarms.rule, alarms.asset, alarms.condition)
         = (successor.timeline, successor.rule, successor.asset, successor.condition)
       AND alarms.id <> successor.id AND alarms.state <> 'normal'`,
    [
      records.map(({ id }) => id),
      records.map(({ tl }) => tl),
      records.map(({ rule }) => rule),
      records.map(({ asset }) => asset),
      records.map(({ condition }) => condition),
    ],
  );
}

async function upsert(client: PoolClient, records: readonly AlarmRecord[], isOver: boolean): Promise<void> {
  if (records.length === 0) return;
  await client.query(
    `INSERT INTO alarms (id, timeline, rule, asset, condition, state, level, raised_at, body)
     SELECT id, timeline, rule, asset, condition, state, level, to_timestamp(raised_at_ms / 1000.0), body
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[],
       $9::jsonb[]) AS row (id, timeline, rule, asset, condition, state, level, raised_at_ms, body)
     ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state, level = EXCLUDED.level, raised_at = EXCLUDED.raised_at,
       body = EXCLUDED.body`,
    [
      records.map(({ id }) => id),
      records.map(({ tl }) => tl),
      records.map(({ rule }) => rule),
      records.map(({ asset }) => asset),
      records.map(({ condition }) => condition),
      records.map(({ state }) => (isOver ? 'normal' : state)),
      records.map(({ level }) => level),
      records.map(({ raisedAt }) => raisedAt),
      records.map(storableJson),
    ],
  );
}
