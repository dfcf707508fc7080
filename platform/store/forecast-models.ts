/** Fitted models of forecasts by version: what they learned from, how they did on what was held out, and their state. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Queryable } from './store.ts';

export interface ModelVersion {
  readonly model: string;
  readonly version: number;
  /** Name of the group of series that it was fitted to. */
  readonly group: string;
  /** Whose series: `live`, or kind and label of an exercise or replay. */
  readonly scope: string;
  readonly timeline: string;
  /** Timeline time of the history that it saw, epoch milliseconds. */
  readonly trainedFromMs: number;
  readonly trainedToMs: number;
  /** Plain data of whoever fitted it. */
  readonly figures: unknown;
}

interface ModelRow {
  model: string;
  version: number;
  group: string;
  scope: string;
  timeline: string;
  trainedFromMs: number;
  trainedToMs: number;
  figures: unknown;
}

const COLUMNS = `model, version, series_group AS "group", scope, timeline, figures,
  (extract(epoch FROM trained_from) * 1000)::float8 AS "trainedFromMs",
  (extract(epoch FROM trained_to) * 1000)::float8 AS "trainedToMs"`;
/** Versions of a group and scope that are kept. */
const KEPT = 10;

/** Stores a fit under the next version of its model, which it returns. There is one writer: the forecaster. */
export async function putModel(
  client: Queryable,
  fitted: Omit<ModelVersion, 'version'>,
  state: unknown,
): Promise<ModelVersion> {
  const { model, group, scope, timeline, trainedFromMs, trainedToMs, figures } = fitted;
  const { rows } = await client.query<{ version: number }>(
    `INSERT INTO forecast_models (model, version, series_group, scope, timeline, trained_from, trained_to, figures, state)
     SELECT $1, coalesce((SELECT max(version) FROM forecast_models WHERE model = $1), 0) + 1, $2, $3, $4,
       to_timestamp($5::float8 / 1000.0), to_timestamp($6::float8 / 1000.0), $7, $8 RETURNING version`,
    [
      ...[model, group, scope, timeline, trainedFromMs, trainedToMs],
      ...[JSON.stringify(figures), gzipSync(JSON.stringify(state))],
    ],
  );
  return { ...fitted, version: rows[0]!.version };
}

/** The newest fit of a group that saw nothing after `knownToMs`, or null: nobody may know what is still to come. */
export async function newestModel(
  client: Queryable,
  of: { readonly model: string; readonly group: string; readonly scope: string; readonly knownToMs: number },
): Promise<{ readonly version: ModelVersion; readonly state: unknown } | null> {
  const { rows } = await client.query<ModelRow & { state: Buffer }>(
    `SELECT ${COLUMNS}, state FROM forecast_models
     WHERE model = $1 AND series_group = $2 AND scope = $3 AND trained_to <= to_timestamp($4::float8 / 1000.0)
     ORDER BY trained_to DESC, version DESC LIMIT 1`,
    [of.model, of.group, of.scope, of.knownToMs],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { state, ...version } = row;
  return { version, state: JSON.parse(gunzipSync(state).toString('utf8')) };
}

/** Every version that is kept, newest first. */
export async function listModels(client: Queryable): Promise<readonly ModelVersion[]> {
  const { rows } = await client.query<ModelRow>(`SELECT ${COLUMNS} FROM forecast_models ORDER BY fitted_at DESC`);
  return rows;
}

/** Forgets all but the newest versions of each group and scope, and of each model its highest; returns how many went. */
export async function dropOldModels(client: Queryable, kept = KEPT): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM forecast_models old USING (
       SELECT model, version, row_number() OVER (PARTITION BY model, series_group, scope ORDER BY version DESC) AS place
       FROM forecast_models) AS ranked
     WHERE ranked.model = old.model AND ranked.version = old.version AND ranked.place > $1`,
    [kept],
  );
  return rowCount ?? 0;
}
