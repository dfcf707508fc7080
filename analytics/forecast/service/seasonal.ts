/**
 * The plainest model that is one: the value of one season before, moved to where the series is now, with bands from how
 * wrong that was. A reference to measure others by, and something to try the forecaster with.
 */
import { AppError } from '@chengyun/platform/service/service.ts';
import type { FittedModel, ForecastInputs, ForecastModel } from '../model.ts';

interface SeasonalState {
  /** 0.1 and 0.9 quantiles of truth minus median, per step ahead. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export function createSeasonalModel(options: {
  readonly id: string;
  readonly stepMs: number;
  readonly steps: number;
  readonly seasonMs: number;
}): ForecastModel {
  const { id, stepMs, steps } = options;
  const season = Math.round(options.seasonMs / stepMs);

  /** Half of how far the series is from its last season stays. */
  const medians = (values: ArrayLike<number>, index: number): number[] => {
    const off = values[index]! - values[index - season]!;
    return Array.from({ length: steps }, (_, i) => {
      const back = Math.ceil((i + 1) / season) * season;
      return values[index + i + 1 - back]! + (Number.isNaN(off) ? 0 : off / 2);
    });
  };
  const load = (state: unknown): FittedModel => {
    const { low, high } = state as SeasonalState;
    return {
      predict: ({ target: { values } }) => {
        const p50 = medians(values, values.length - 1);
        return { p10: p50.map((value, i) => value + low[i]!), p50, p90: p50.map((value, i) => value + high[i]!) };
      },
      save: () => ({ low, high }),
    };
  };
  const quantilesOf = (group: readonly ForecastInputs[], step: number): readonly [number, number] => {
    const misses: number[] = [];
    for (const { target } of group) {
      for (let index = season; index + step < target.values.length; index += 7) {
        const miss = target.values[index + step]! - medians(target.values, index)[step - 1]!;
        if (!Number.isNaN(miss)) misses.push(miss);
      }
    }
    misses.sort((a, b) => a - b);
    const at = (share: number) => misses[Math.min(misses.length - 1, Math.floor(share * misses.length))] ?? 0;
    return [Math.min(0, at(0.1)), Math.max(0, at(0.9))];
  };

  return {
    ...{ id, stepMs, steps },
    predictNeedsMs: (season + 1) * stepMs,
    fitNeedsMs: 3 * season * stepMs,
    fit: async (group, { onProgress }) => {
      if (group.every(({ target }) => target.values.length < 2 * season)) {
        throw new AppError('FORECAST_HISTORY', `${id} needs two seasons to learn from.`);
      }
      const quantiles = Array.from({ length: steps }, (_, i) => quantilesOf(group, i + 1));
      onProgress(1);
      return load({ low: quantiles.map(([low]) => low), high: quantiles.map(([, high]) => high) });
    },
    load,
  };
}
