/** Prometheus metrics of the forecaster. */
import type { ForecastStreamRecord } from '@chengyun/contracts';
import type { ComponentCounts, Metrics } from '@chengyun/platform/service/metrics.ts';

export interface ForecastMeters {
  /** Records of telemetry in, records of forecasts out. */
  readonly counts: ComponentCounts;
  readonly fits: ComponentCounts;
  issued(timeline: string, records: readonly ForecastStreamRecord[]): void;
}

export function createForecastMeters(metrics: Metrics): ForecastMeters {
  const labels = ['timeline', 'metric', 'asset'] as const;
  const skill = metrics.gauge('chengyun_forecast_skill', 'Skill against persistence over the rolling span.', labels);
  const skilled = metrics.gauge('chengyun_forecast_skilled', '1 while the forecasts of a series drive rules.', labels);
  const mae = metrics.gauge('chengyun_forecast_mae', 'Mean absolute error over all leads, unit of the metric.', labels);
  const coverage = metrics.gauge('chengyun_forecast_coverage', 'Share of truths inside the band of 80 %.', labels);
  return {
    counts: metrics.component('forecaster'),
    fits: metrics.component('forecast-fits'),
    issued: (timeline, records) => {
      for (const record of records) {
        if (record.k !== 'forecast-score') continue;
        const series = { timeline, metric: record.metric, asset: record.asset };
        skill.set(series, record.skill);
        skilled.set(series, record.skilled ? 1 : 0);
        const n = record.leads.reduce((sum, lead) => sum + lead.n, 0);
        if (n === 0) continue;
        const mean = (pick: 'mae' | 'coverage') => record.leads.reduce((sum, lead) => sum + lead.n * lead[pick], 0) / n;
        mae.set(series, mean('mae'));
        coverage.set(series, mean('coverage'));
      }
    },
  };
}
