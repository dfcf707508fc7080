/** Texts of rules by version. A version is written once and never changed; a back-test may be put beside it. */
import type { RuleStep } from '@chengyun/contracts';
import { AppError } from '../service/service.ts';
import type { Queryable } from './store.ts';

export interface RuleText {
  readonly rule: string;
  readonly version: number;
  readonly text: string;
  readonly sha256: string;
  readonly author: string;
}

/** Throws AppError RULE_VERSION when the version is there with another text or author. */
export async function putRuleText(client: Queryable, { rule, version, text, sha256, author }: RuleText): Promise<void> {
  await client.query(
    `INSERT INTO rule_versions (rule, version, text, sha256, author) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [rule, version, text, sha256, author],
  );
  const kept = await readRuleText(client, rule, version);
  if (kept?.sha256 === sha256 && kept.author === author) return;
  throw new AppError(
    'RULE_VERSION',
    `Version ${version} of ${rule} is there with another text; give it a higher version.`,
  );
}

export async function readRuleText(client: Queryable, rule: string, version: number): Promise<RuleText | null> {
  const { rows } = await client.query<RuleText>(
    'SELECT rule, version, text, sha256, author FROM rule_versions WHERE rule = $1 AND version = $2',
    [rule, version],
  );
  return rows[0] ?? null;
}

export async function putBackTest(client: Queryable, rule: string, version: number, summary: unknown): Promise<void> {
  await client.query('UPDATE rule_versions SET backtest = $3 WHERE rule = $1 AND version = $2', [
    rule,
    version,
    JSON.stringify(summary),
  ]);
}

/** Null when the version was not back-tested. */
export async function readBackTest(client: Queryable, rule: string, version: number): Promise<unknown> {
  const { rows } = await client.query<{ backtest: unknown }>(
    'SELECT backtest FROM rule_versions WHERE rule = $1 AND version = $2',
    [rule, version],
  );
  return rows[0]?.backtest ?? null;
}

/** The steps of all rules as the archive has them, oldest first. */
export async function readRuleSteps(client: Queryable): Promise<readonly RuleStep[]> {
  const { rows } = await client.query<RuleStep>(
    `SELECT body->>'id' AS fact, log_offset AS offset, b->>'rule' AS rule, (b->>'version')::int AS version,
       b->>'step' AS step, b->>'sha256' AS sha256, actor, (body->>'rxAt')::float8 AS at, coalesce(b->>'note', '') AS note
     FROM facts, LATERAL (SELECT body->'body' AS b) AS inner_body WHERE b->>'kind' = 'rule' ORDER BY log_offset`,
  );
  return rows;
}
