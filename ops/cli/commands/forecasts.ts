import type { ForecasterStatus } from '@chengyun/analytics/forecast/service/status.ts';
import { type ForecastRecord, type ForecastScoreRecord, portOf } from '@chengyun/contracts';
import { listModels, type ModelVersion } from '@chengyun/platform/store/forecast-models.ts';
import { forecastScores, latestForecasts } from '@chengyun/platform/store/forecasts.ts';
import { cityTime } from '../../backtest/words.ts';
import { dataDirOf, findRunning, withStore } from '../../installation.ts';
import { type Command, EXIT } from '../command.ts';
import { timelineOf } from './risk.ts';

const HOUR_MS = 3_600_000;
const SHOWN_MS = [HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS];
const ANSWER_MS_MAX = 3_000;

interface SeriesForecast {
  readonly asset: string;
  readonly metric: string;
  readonly model: string;
  readonly version: number;
  readonly issuedAt: number;
  /** What persistence says for every step. */
  readonly persistence: number;
  readonly ahead: readonly {
    readonly minutes: number;
    readonly p10: number;
    readonly p50: number;
    readonly p90: number;
  }[];
  readonly score: ForecastScoreRecord | null;
  readonly drivesRules: boolean;
  /** Why not; null when it does. */
  readonly why: string | null;
}

function seriesOf(record: ForecastRecord, score: ForecastScoreRecord | null): SeriesForecast {
  const { asset, metric, model, version, issuedAt, last, stepMs, p10, p50, p90, skilled } = record;
  const leads = SHOWN_MS.filter((leadMs) => leadMs <= p50.length * stepMs);
  const ahead = leads.map((leadMs) => {
    const i = Math.round(leadMs / stepMs) - 1;
    return { minutes: leadMs / 60_000, p10: p10[i]!, p50: p50[i]!, p90: p90[i]! };
  });
  const why = skilled
    ? null
    : `skill against persistence is ${percent(score?.skill ?? 0)} (${score?.from ?? 'hold-out'})`;
  return { asset, metric, model, version, issuedAt, persistence: last, ahead, score, drivesRules: skilled, why };
}

const percent = (share: number | null) => (share === null ? '–' : `${(share * 100).toFixed(0)} %`);

function lines(one: SeriesForecast): string[] {
  const { asset, metric, model, version, issuedAt, persistence, ahead, score, drivesRules, why } = one;
  const bands = ahead.map(({ minutes, p10, p50, p90 }) => `+${minutes / 60} h ${p50} (${p10} to ${p90})`);
  return [
    `${asset} ${metric}  ${model} v${version}, issued ${cityTime(issuedAt)}  ${drivesRules ? 'drives rules' : `drives no rules: ${why}`}`,
    `  now ${persistence}  ${bands.join('  ')}`,
    ...(score
      ? [
          `  skill ${percent(score.skill)} against persistence, ${percent(score.seasonalSkill)} against one season before (${score.from})`,
        ]
      : []),
    ...(score?.leads ?? []).map(
      ({ leadMs, n, mae, rmse, coverage, persistenceMae }) =>
        `    to ${String(leadMs / 60_000).padStart(4)} min  n ${String(n).padStart(5)}  MAE ${mae.toFixed(3)} (persistence ${persistenceMae.toFixed(3)})  RMSE ${rmse.toFixed(3)}  coverage ${percent(coverage)}`,
    ),
  ];
}

/** What the forecaster waits for; null when it does not answer. */
async function statusAt(dataDir: string): Promise<ForecasterStatus | null> {
  const running = findRunning(dataDir);
  if (running === null) return null;
  try {
    const url = `http://127.0.0.1:${portOf('forecaster', running.basePort)}/forecasts`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    return answer.ok ? ((await answer.json()) as ForecasterStatus) : null;
  } catch {
    return null;
  }
}

export const forecasts: Command = {
  name: 'forecasts',
  usage: '',
  summary: 'what is foreseen, how good that was, and whether it drives rules',
  options: {
    asset: { type: 'string', value: 'id', summary: 'only this asset' },
    timeline: { type: 'string', value: 'id', summary: 'which timeline (the exercise that runs, else live)' },
    'data-dir': { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' },
  },
  async run({ options, print, json, note }) {
    const dataDir = dataDirOf(options['data-dir']);
    const only = typeof options.asset === 'string' ? { asset: options.asset } : {};
    const found = await withStore(dataDir, async (store) => {
      const timeline = await timelineOf(store, options.timeline);
      const newest = await latestForecasts(store, { timeline, ...only });
      const scores = await forecastScores(store, { timeline, ...only });
      const series = newest.map(({ record }) => {
        const own = scores.find(({ asset, metric }) => asset === record.asset && metric === record.metric) ?? null;
        return seriesOf(record, own);
      });
      const models: readonly ModelVersion[] = await listModels(store);
      return { timeline, series, models: models.map(({ figures: _figures, ...model }) => model) };
    });
    const status = await statusAt(dataDir);
    const groups = status?.groups.filter(({ timeline }) => timeline === found.timeline) ?? [];
    print(`timeline ${found.timeline}, ${found.series.length} series are forecast`);
    for (const one of found.series) for (const line of lines(one)) print(line);
    for (const { group, series, waitsFor } of groups) {
      const silent = series.filter(({ issuedAt }) => issuedAt === null);
      if (silent.length > 0)
        print(`${group}: ${silent.length} series without a forecast, ${waitsFor ?? silent[0]?.why}`);
    }
    if (status === null) note('The forecaster does not answer; this is what the store has.');
    json({ ...found, fitting: status?.fitting ?? null, groups });
    return EXIT.ok;
  },
};
