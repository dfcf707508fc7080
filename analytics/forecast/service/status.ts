/** What the forecaster does at the moment, for its health page and for `chengyun forecasts`. */

import { groupName, type ModelsInForce } from './models-in-force.ts';
import type { Judgement } from './skill-gate.ts';
import type { TimelineForecasts } from './timeline-forecasts.ts';
import type { Trainer } from './trainer.ts';

export interface SeriesStatus {
  readonly asset: string;
  readonly issuedAt: number | null;
  readonly drivesRules: boolean;
  /** Why not; null when it does. */
  readonly why: string | null;
  readonly judgement: Judgement | null;
}

export interface GroupStatus {
  readonly timeline: string;
  readonly group: string;
  readonly metric: string;
  readonly version: number | null;
  readonly trainedToMs: number | null;
  readonly waitsFor: string | null;
  readonly series: readonly SeriesStatus[];
}

export interface ForecasterStatus {
  readonly fitting: { readonly name: string; readonly done: number } | null;
  readonly fitsWaiting: number;
  readonly groups: readonly GroupStatus[];
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

export function statusOf(runs: Iterable<TimelineForecasts>, trainer: Trainer, models: ModelsInForce): ForecasterStatus {
  const groups = [...runs].flatMap((run) =>
    run.groups.map((group): GroupStatus => {
      const timeline = run.timeline().id;
      const version = group.version();
      const waitsFor = models.waitsFor(timeline, group.metric);
      const series = group.series().map(({ name, forecasts }): SeriesStatus => {
        const newest = forecasts?.newest() ?? null;
        const judgement = forecasts?.judgement() ?? null;
        const drivesRules = newest?.skilled ?? false;
        const why =
          forecasts === null
            ? (waitsFor ?? 'no model is fitted yet')
            : newest === null
              ? 'nothing was issued yet: the station is silent or its model cannot begin'
              : drivesRules
                ? null
                : `skill against persistence is ${percent(judgement?.skill ?? 0)} (${judgement?.from ?? 'hold-out'})`;
        return { asset: name.asset, issuedAt: newest?.issuedAt ?? null, drivesRules, why, judgement };
      });
      const { metric } = group;
      return {
        ...{ timeline, group: groupName(group), metric, version: version?.version ?? null },
        ...{ trainedToMs: version?.trainedToMs ?? null, waitsFor, series },
      };
    }),
  );
  return { fitting: trainer.current(), fitsWaiting: trainer.waiting(), groups };
}
