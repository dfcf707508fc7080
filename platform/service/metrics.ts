/** Prometheus metrics of one service, in a registry of its own so that several services can live in one process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The four counts that every component reports. */
export interface ComponentCounts {
  received(count?: number): void;
  sent(count?: number): void;
  error(count?: number): void;
  dropped(reason: string, count?: number): void;
}

export interface Metrics {
  counter(name: string, help: string, labelNames?: readonly string[]): Counter<string>;
  gauge(name: string, help: string, labelNames?: readonly string[]): Gauge<string>;
  /** `buckets` in the metric's own unit, which its name carries (`..._seconds`). */
  histogram(name: string, help: string, labelNames?: readonly string[], buckets?: readonly number[]): Histogram<string>;
  /** `chengyun_{received,sent,errors,dropped}_total{component[,reason]}`. */
  component(component: string): ComponentCounts;
  readonly contentType: string;
  /** Prometheus text exposition format. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  /** Adds CPU, memory and event loop figures of this process. */
  readonly process?: boolean;
}

export function createMetrics(service: string, options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  if (options.process) collectDefaultMetrics({ register: registry });
  const registers = [registry];

  // Asking for a name twice gives the same metric, so that two components of a service can share it.
  const once = <T>(name: string, create: () => T): T => {
    const known = registry.getSingleMetric(name);
    return known === undefined ? create() : (known as T);
  };
  const counter: Metrics['counter'] = (name, help, labelNames = []) =>
    once(name, () => new Counter({ name, help, labelNames: [...labelNames], registers }));

  return {
    counter,
    gauge: (name, help, labelNames = []) =>
      once(name, () => new Gauge({ name, help, labelNames: [...labelNames], registers })),
    histogram: (name, help, labelNames = [], buckets) =>
      once(
        name,
        () =>
          new Histogram({
            name,
            help,
            labelNames: [...labelNames],
            registers,
            ...(buckets === undefined ? {} : { buckets: [...buckets] }),
          }),
      ),
    component: (component) => {
      const received = counter('chengyun_received_total', 'Units of work that came in.', ['component']);
      const sent = counter('chengyun_sent_total', 'Units of work that went out.', ['component']);
      const errors = counter('chengyun_errors_total', 'Units of work that failed.', ['component']);
      const dropped = counter('chengyun_dropped_total', 'Units of work given up, with the reason.', [
        'component',
        'reason',
      ]);
      // Touched at zero, so that a silent component is visible as such.
      for (const known of [received, sent, errors]) known.inc({ component }, 0);
      return {
        received: (count = 1) => received.inc({ component }, count),
        sent: (count = 1) => sent.inc({ component }, count),
        error: (count = 1) => errors.inc({ component }, count),
        dropped: (reason, count = 1) => dropped.inc({ component, reason }, count),
      };
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
