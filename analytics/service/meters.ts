/** What analytics counts about itself. */
import type { AlarmFigures } from '@chengyun/contracts';
import type { ComponentCounts, Metrics } from '@chengyun/platform/service/metrics.ts';
import type { EngineCounts } from '../engine/engine.ts';

export interface Meters {
  readonly counts: ComponentCounts;
  rules(running: number, refused: number): void;
  /** After each tick; the counts of an engine only grow, until its rules are replaced. */
  step(timeline: string, counts: Readonly<EngineCounts>, atMs: number): void;
}

export function createMeters(metrics: Metrics): Meters {
  const counts = metrics.component('analytics');
  const rules = metrics.gauge('chengyun_rules', 'Rules by whether they are in force.', ['state']);
  const readings = metrics.counter('chengyun_readings_total', 'Readings by what became of them.', ['timeline', 'fate']);
  const tickAt = metrics.gauge('chengyun_tick_seconds', 'Time of the last tick that was done.', ['timeline']);
  const seen = new Map<string, EngineCounts>();
  const FATES = ['readings', 'unheard', 'late', 'repeated', 'backfilled', 'superseded'] as const;

  return {
    counts,
    rules: (running, refused) => {
      rules.set({ state: 'running' }, running);
      rules.set({ state: 'refused' }, refused);
    },
    step: (timeline, now, atMs) => {
      const before = seen.get(timeline);
      for (const fate of FATES) {
        const grown = now[fate] - (before && before[fate] <= now[fate] ? before[fate] : 0);
        if (grown > 0) readings.inc({ timeline, fate }, grown);
      }
      seen.set(timeline, { ...now });
      tickAt.set({ timeline }, atMs / 1000);
    },
  };
}

/** Shows the figures of the alarms; those of all timelines, since an exercise is watched as well. */
export function alarmFigureMeter(metrics: Metrics): (figures: AlarmFigures) => void {
  const gauge = metrics.gauge('chengyun_alarm_figures', 'Alarms after EEMUA 191, per operator.', [
    'timeline',
    'figure',
  ]);
  return ({ tl: timeline, callsLast10Min, callsPer10MinAvg, floodShare, standing, stale, topTenShare, chattering }) => {
    const all = { callsLast10Min, callsPer10MinAvg, floodShare, standing, stale, topTenShare };
    for (const [figure, value] of Object.entries(all)) gauge.set({ timeline, figure }, value);
    gauge.set({ timeline, figure: 'chattering' }, chattering.length);
  };
}
