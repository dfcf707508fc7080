import type { ComponentCounts, Metrics } from '@chengyun/platform/service/metrics.ts';

/** What ingest counts. Per batch, not per message, where that is possible. */
export interface Meters {
  readonly intake: ComponentCounts;
  duplicates(count: number): void;
  items(count: number): void;
  backpressure(): void;
  tick(timeline: string): void;
  watch(sources: { held: () => number; connections: () => number }): void;
}

export function createMeters(metrics: Metrics): Meters {
  const duplicates = metrics.counter('chengyun_ingest_duplicates_total', 'Messages that had been accepted before.');
  const items = metrics.counter('chengyun_ingest_items_total', 'Readings and events in accepted messages.');
  const backpressure = metrics.counter('chengyun_ingest_backpressure_total', 'Times that reading was stopped.');
  const ticks = metrics.counter('chengyun_ingest_ticks_total', 'Ticks committed in all partitions.', ['timeline']);
  return {
    intake: metrics.component('intake'),
    duplicates: (count) => duplicates.inc(count),
    items: (count) => items.inc(count),
    backpressure: () => backpressure.inc(),
    tick: (timeline) => ticks.inc({ timeline }),
    watch: ({ held, connections }) => {
      const heldGauge = metrics.gauge('chengyun_ingest_held_messages', 'Messages between arrival and commit.');
      const connected = metrics.gauge('chengyun_ingest_connections', 'Devices that are connected.');
      Object.assign(heldGauge, { collect: () => heldGauge.set(held()) });
      Object.assign(connected, { collect: () => connected.set(connections()) });
    },
  };
}
