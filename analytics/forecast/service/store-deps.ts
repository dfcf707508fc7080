/** What the forecaster needs of the store, as functions, so that tests run without a database. */
import type { Asset, ForecastRecord, Timeline } from '@chengyun/contracts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { readCursor } from '@chengyun/platform/store/cursors.ts';
import { type ModelVersion, newestModel, putModel } from '@chengyun/platform/store/forecast-models.ts';
import { forecastsSince } from '@chengyun/platform/store/forecasts.ts';
import { readMeans, type SeriesMean } from '@chengyun/platform/store/series-means.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { listTimelines } from '@chengyun/platform/store/timelines.ts';

export interface HistoryQuestion {
  readonly timeline: string;
  readonly fromMs: number;
  /** Metric to the width of its means. */
  readonly metrics: ReadonlyMap<string, number>;
}

export interface ForecasterStore {
  assets(): Promise<readonly Asset[]>;
  timelines(): Promise<readonly Timeline[]>;
  /** What the store has of these timelines, and the offsets of telemetry behind it, from which the log goes on. */
  history(
    questions: readonly HistoryQuestion[],
    onMean: (timeline: string, mean: SeriesMean) => void,
  ): Promise<readonly number[]>;
  issuedSince(timeline: string, afterMs: number): Promise<readonly ForecastRecord[]>;
  newestModel(of: { model: string; group: string; scope: string; knownToMs: number }): ReturnType<typeof newestModel>;
  putModel(fitted: Omit<ModelVersion, 'version'>, state: unknown): Promise<ModelVersion>;
}

const ARCHIVE = 'archive';

export function forecasterStoreOf(store: Store, partitions: number): ForecasterStore {
  return {
    assets: () => listAssets(store),
    timelines: () => listTimelines(store),
    history: (questions, onMean) =>
      store.tx(async (client) => {
        // Cursor and rows of one moment: what is behind the cursor is in the rows, and nothing else is.
        await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
        const positions: number[] = [];
        for (let partition = 0; partition < partitions; partition++) {
          positions.push(await readCursor(client, ARCHIVE, 'telemetry', partition));
        }
        for (const { timeline, fromMs, metrics } of questions) {
          for (const [metric, widthMs] of metrics) {
            for (const mean of await readMeans(client, { timeline, metric, fromMs, widthMs })) onMean(timeline, mean);
          }
        }
        return positions;
      }),
    issuedSince: (timeline, afterMs) => forecastsSince(store, timeline, afterMs),
    newestModel: (of) => newestModel(store, of),
    putModel: (fitted, state) => putModel(store, fitted, state),
  };
}
