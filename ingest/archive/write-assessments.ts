import type { AssessmentRecord } from '@chengyun/contracts';
import type { PoolClient } from 'pg';
import { storableJson } from './storable-json.ts';

export interface LoggedAssessment {
  readonly logOffset: number;
  readonly record: AssessmentRecord;
}

/** One record a kind and tick; one that is there already is the same one. */
export async function writeAssessments(client: PoolClient, found: readonly LoggedAssessment[]): Promise<void> {
  await client.query(
    `INSERT INTO assessments (timeline, kind, n, at, body)
     SELECT timeline, kind, n, to_timestamp(at_ms / 1000.0), body
     FROM unnest($1::text[], $2::text[], $3::bigint[], $4::float8[], $5::jsonb[])
       AS row (timeline, kind, n, at_ms, body)
     ON CONFLICT (timeline, kind, n) DO NOTHING`,
    [
      found.map(({ record }) => record.tl),
      found.map(({ record }) => record.k),
      found.map(({ record }) => record.n),
      found.map(({ record }) => record.at),
      found.map(({ record }) => storableJson(record)),
    ],
  );
}
