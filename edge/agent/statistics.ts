/** The four counts of every component, readable in the process and mirrored to the metrics of the service. */
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';

export interface StatisticsSnapshot {
  readonly received: number;
  readonly sent: number;
  readonly error: number;
  readonly dropped: Readonly<Record<string, number>>;
}

export interface Statistics extends ComponentCounts {
  snapshot(): StatisticsSnapshot;
}

export function createStatistics(mirror?: ComponentCounts): Statistics {
  let received = 0;
  let sent = 0;
  let error = 0;
  const dropped = new Map<string, number>();
  return {
    received: (count = 1) => {
      received += count;
      mirror?.received(count);
    },
    sent: (count = 1) => {
      sent += count;
      mirror?.sent(count);
    },
    error: (count = 1) => {
      error += count;
      mirror?.error(count);
    },
    dropped: (reason, count = 1) => {
      dropped.set(reason, (dropped.get(reason) ?? 0) + count);
      mirror?.dropped(reason, count);
    },
    snapshot: () => ({ received, sent, error, dropped: Object.fromEntries(dropped) }),
  };
}
