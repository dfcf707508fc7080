/**
 * How old a value is when the wall gets it: 2,000 gauges speak once a second each, spread evenly, through the whole
 * centre (ingest, archive, analytics with its rules over these gauges, console). A value's time is the moment at which
 * the publisher wrote it, so its age on arrival in the socket is the time of the whole path.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CENTRE } from '@chengyun/ops/launcher/services.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BenchContext } from '../benchmark.ts';
import type { BenchInstallation } from '../installation.ts';
import type { LoadPlan } from '../load/load-plan.ts';
import { runLoad } from '../load/run-load.ts';
import { quantile } from '../report/quantiles.ts';
import type { Samples } from '../report/samples.ts';
import { openLiveListener } from './live-listener.ts';
import { enrolSenders } from './senders.ts';

const CLIENTS = 10;
const SERIES = 2_000;
const MESSAGES_PER_S = 2_000;
/** At the start of every run, not counted: connections, caches and compilers come up. */
const WARM_UP_MS = 4_000;
const COUNTED_MS = 16_000;
const LAST_DELTA_MS = 1_500;
/** Ten seconds of standstill would be needed to hold the publisher back. */
const WINDOW = 2_000;

export async function measureLatency(
  city: BenchInstallation,
  { runs, note, signal }: BenchContext,
  samples: Samples,
): Promise<void> {
  const plan = { prefix: 'live', devices: CLIENTS, assetsPerDevice: SERIES / CLIENTS, kind: 'tide-gauge' } as const;
  const devices = await enrolSenders(city.store, plan);
  await city.start(CENTRE);
  const listener = await openLiveListener({ basePort: city.basePort, dataDir: city.dataDir, signal });
  const load: LoadPlan = {
    port: city.mqttPort,
    devices,
    metric: 'water.level',
    spread: 2,
    itemsPerMessage: 1,
    window: WINDOW,
    durationMs: WARM_UP_MS + COUNTED_MS,
    messagesPerS: MESSAGES_PER_S,
  };
  try {
    for (let run = 1; run <= runs; run++) {
      listener.reset(Date.now() + WARM_UP_MS);
      const result = await runLoad(load, signal);
      await sleep(LAST_DELTA_MS, undefined, { signal });
      city.assertSteady();
      const agesMs = listener.agesMs();
      if (agesMs.length === 0) throw new AppError('CONSOLE', 'No value reached the socket.');
      const [p50, p99] = [quantile(agesMs, 0.5), quantile(agesMs, 0.99)];
      const sentPerS = result.messages / ((result.lastAckedMs - result.firstSentMs) / 1000);
      samples.add('publish_to_socket_ms_p50', p50);
      samples.add('publish_to_socket_ms_p99', p99);
      samples.add('publish_to_socket_ms_worst', quantile(agesMs, 1));
      samples.add('publish_to_socket_messages_per_s', sentPerS);
      samples.add('publish_to_socket_values', agesMs.length);
      samples.add('publish_to_socket_gaps', listener.gaps());
      samples.add('ack_ms_p50', result.ackMsP50);
      samples.add('ack_ms_p99', result.ackMsP99);
      note(
        `  latency ${run} of ${runs}: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms over ${agesMs.length} values at ${sentPerS.toFixed(0)} messages/s`,
      );
    }
  } finally {
    listener.close();
  }
  await city.stop(CENTRE);
}
