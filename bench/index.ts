/** The only list of benchmarks. Adding one is a folder and one line. */
import type { BenchEntry } from './benchmark.ts';

export type { BenchContext, BenchEntry, Benchmark } from './benchmark.ts';
export { runBenchmark } from './run-benchmark.ts';

export const BENCHMARKS: readonly BenchEntry[] = [
  {
    name: 'spine',
    summary: 'device → broker → log → store → socket of the wall; memory; start',
    load: async () => (await import('./spine/spine.ts')).spine,
  },
  {
    name: 'rules',
    summary: 'the rules engine on one thread: 5, 50, 500 rules; a month; beside Node-RED and json-rules-engine',
    load: async () => (await import('./rules/rules.ts')).rules,
  },
  {
    name: 'wall',
    summary: 'bundles, drawing 10,000 objects, seeking in 7 days, 200 clients, alarm to pixel; headless, no GPU',
    load: async () => (await import('./wall/wall.ts')).wall,
  },
  {
    name: 'edge',
    summary: 'the camera box: streams of 720p held on two cores, throughput over a bare decoder and network',
    load: async () => (await import('./edge/edge.ts')).edge,
  },
  {
    name: 'loop',
    summary:
      'alarm → phone with 500 phones on live sockets; notifications over kills of the console; audit of 1 M rows',
    load: async () => (await import('./loop/loop.ts')).loop,
  },
  {
    name: 'forecast',
    summary: 'models of forecasts against persistence, the day before and a ridge: tide, level, traffic',
    load: async () => (await import('./forecast/forecast.ts')).forecast,
  },
  {
    name: 'anomaly',
    summary: 'streaming anomaly detection on the Numenta Anomaly Benchmark, beside published detectors',
    load: async () => (await import('./anomaly/anomaly.ts')).anomaly,
  },
  {
    name: 'faults',
    summary: 'faulty readings: 1,000 faults of 8 kinds on unseen gauges, real creek gauges, cost of a reading',
    load: async () => (await import('./faults/faults.ts')).faults,
  },
];
