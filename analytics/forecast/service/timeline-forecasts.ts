/** One timeline in the forecaster: its series, its groups, and what is said at a tick. */
import type { Asset, ForecastStreamRecord, ObservationsRecord, Timeline } from '@chengyun/contracts';
import { timelineMsFromWallMs } from '@chengyun/contracts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import type { ForecasterConfig } from './config.ts';
import { createGroupForecasts, type GroupForecasts } from './group-forecasts.ts';
import type { ForecastPlan } from './plan.ts';
import { createSeriesBook, type SeriesBook, wantedSteps } from './series-book.ts';

export interface TimelineForecasts {
  readonly book: SeriesBook;
  readonly groups: readonly GroupForecasts[];
  timeline(): Timeline;
  update(timeline: Timeline): void;
  /** Models of this timeline may serve others of the same scope. */
  scope(): string;
  push(record: ObservationsRecord): void;
  /** A tick that every partition has delivered; what is to be appended with its number. Empty when nothing is due. */
  tick(atMs: number): readonly ForecastStreamRecord[];
  lastTickMs(): number;
  /** The history up to this moment was loaded. */
  resumeAt(atMs: number): void;
  /** False while an old part of the log is read: nothing is fitted or issued for a past that is over. */
  isCurrent(): boolean;
}

export interface TimelineDeps {
  readonly plans: readonly ForecastPlan[];
  readonly assets: () => ReadonlyMap<string, Asset>;
  readonly counts: ComponentCounts;
  readonly logger: Logger;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
}

const DAY_MS = 86_400_000;
/** A tick this far behind the clock of its timeline, in issues, is of the past. */
const BEHIND_ISSUES_MAX = 3;

export function createTimelineForecasts(
  initial: Timeline,
  config: ForecasterConfig,
  { plans, assets, counts, logger, nowMs, monotonicMs }: TimelineDeps,
): TimelineForecasts {
  let timeline = initial;
  const { id } = initial;
  const everyMs = config.CHENGYUN_FORECAST_EVERY_MS;
  const limits = {
    keepMs: config.CHENGYUN_FORECAST_KEEP_DAYS * DAY_MS,
    seriesMax: config.CHENGYUN_FORECAST_SERIES_MAX,
  };
  const book = createSeriesBook(wantedSteps(plans), limits, {
    onDropped: () => counts.dropped('series-limit'),
    logger,
  });
  const groups = plans.flatMap((plan) =>
    plan.metrics.map((metric) =>
      createGroupForecasts({
        ...{ timeline: id, metric, plan, book, assets },
        spanMs: config.CHENGYUN_FORECAST_SPAN_MS,
        truthsMin: config.CHENGYUN_FORECAST_TRUTHS_MIN,
      }),
    ),
  );
  let lastTickMs = 0;
  let issuedSlot = Number.NEGATIVE_INFINITY;
  let issuedAtMs = Number.NEGATIVE_INFINITY;

  const isCurrent = () => {
    if (timeline.clock === 'conducted') return true;
    const clockMs = timeline.pace === 0 ? timeline.anchorTimelineMs : timelineMsFromWallMs(timeline, nowMs());
    return lastTickMs >= clockMs - BEHIND_ISSUES_MAX * everyMs;
  };
  const issueAll = (atMs: number): ForecastStreamRecord[] => {
    const said: ForecastStreamRecord[] = [];
    for (const { forecasts } of groups.flatMap((group) => group.series())) {
      const issued = forecasts?.issue(atMs);
      if (issued === undefined) continue;
      if ('none' in issued) counts.dropped(issued.none);
      else said.push(issued.forecast, ...(issued.score ? [issued.score] : []));
    }
    return said;
  };

  return {
    book,
    groups,
    timeline: () => timeline,
    update: (next) => {
      timeline = next;
    },
    scope: () => (timeline.kind === 'live' ? 'live' : `${timeline.kind}:${timeline.label}`),
    push: ({ items }) => {
      for (const { asset, metric, at, value, quality } of items) {
        if (quality !== 'bad') book.add({ asset, metric }, at, value);
      }
    },
    tick: (atMs) => {
      lastTickMs = Math.max(lastTickMs, atMs);
      for (const { forecasts } of groups.flatMap((group) => group.series())) forecasts?.score(lastTickMs);
      const slot = Math.floor(lastTickMs / everyMs);
      if (slot <= issuedSlot || !isCurrent()) return [];
      if (monotonicMs() - issuedAtMs < config.CHENGYUN_FORECAST_WALL_MS) {
        counts.dropped('pace');
        return [];
      }
      // The first tick that finds a model is the first issue.
      if (groups.every((group) => group.version() === null)) return [];
      issuedSlot = slot;
      issuedAtMs = monotonicMs();
      return issueAll(lastTickMs);
    },
    lastTickMs: () => lastTickMs,
    resumeAt: (atMs) => {
      lastTickMs = Math.max(lastTickMs, atMs);
    },
    isCurrent,
  };
}
