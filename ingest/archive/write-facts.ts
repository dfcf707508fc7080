import type { FactRecord } from '@chengyun/contracts';
import type { PoolClient } from 'pg';
import { storableJson } from './storable-json.ts';

export interface LoggedFact {
  readonly logOffset: number;
  readonly record: FactRecord;
}

/** Facts are append-only; one that is there already is the same one. */
export async function writeFacts(client: PoolClient, facts: readonly LoggedFact[]): Promise<void> {
  await client.query(
    `INSERT INTO facts (log_offset, timeline, actor, rx_at, body)
     SELECT log_offset, timeline, actor, to_timestamp(rx_at_ms / 1000.0), body
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::float8[], $5::jsonb[])
       AS row (log_offset, timeline, actor, rx_at_ms, body)
     ON CONFLICT (log_offset) DO NOTHING`,
    [
      facts.map(({ logOffset }) => logOffset),
      facts.map(({ record }) => record.tl),
      facts.map(({ record }) => record.actor),
      facts.map(({ record }) => record.rxAt),
      facts.map(({ record }) => storableJson(record)),
    ],
  );
}
