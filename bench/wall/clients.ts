/**
 * Two hundred walls on one console server: how old a value is when each of them gets it. All sockets live in one other
 * process' place, this one, on the same cores; decoding two hundred times what a browser decodes once is part of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { wallCookie } from '@chengyun/ops/console-socket.ts';
import { consoleUrlOf } from '@chengyun/ops/installation.ts';
import { CENTRE } from '@chengyun/ops/launcher/services.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BenchContext } from '../benchmark.ts';
import { openInstallation } from '../installation.ts';
import type { LoadPlan } from '../load/load-plan.ts';
import { runLoad } from '../load/run-load.ts';
import { quantile } from '../report/quantiles.ts';
import type { Samples } from '../report/samples.ts';
import type { Scratch } from '../scratch.ts';
import { type LiveListener, openLiveListener } from '../spine/live-listener.ts';
import { enrolSenders } from '../spine/senders.ts';

const CLIENTS = 200;
/** As many values as a district's stations say: 1,000 series, each every five seconds. */
const SERIES = 1_000;
const DEVICES = 10;
const MESSAGES_PER_S = 200;
const WARM_UP_MS = 4_000;
const COUNTED_MS = 12_000;
const LAST_DELTA_MS = 1_500;
const OPENED_AT_ONCE = 20;

export async function measureClients(context: BenchContext, samples: Samples, scratch: Scratch): Promise<void> {
  const { runs, basePort, note, signal } = context;
  const city = await openInstallation({ basePort, dataDir: scratch.dataDir('clients') });
  const listeners: LiveListener[] = [];
  try {
    const plan = { prefix: 'many', devices: DEVICES, assetsPerDevice: SERIES / DEVICES, kind: 'tide-gauge' } as const;
    const devices = await enrolSenders(city.store, plan);
    await city.start(CENTRE);
    const origin = consoleUrlOf(basePort);
    const cookie = await wallCookie(origin, city.dataDir, signal);
    while (listeners.length < CLIENTS) {
      const some = Array.from({ length: OPENED_AT_ONCE }, () =>
        openLiveListener({ basePort, dataDir: city.dataDir, signal, cookie }),
      );
      listeners.push(...(await Promise.all(some)));
    }
    const load: LoadPlan = {
      ...{ port: city.mqttPort, devices, metric: 'water.level', spread: 2, itemsPerMessage: 1, window: 2_000 },
      ...{ durationMs: WARM_UP_MS + COUNTED_MS, messagesPerS: MESSAGES_PER_S },
    };
    for (let run = 1; run <= runs; run++) {
      const fromMs = Date.now() + WARM_UP_MS;
      for (const listener of listeners) listener.reset(fromMs);
      await runLoad(load, signal);
      await sleep(LAST_DELTA_MS, undefined, { signal });
      city.assertSteady();
      const silent = listeners.filter((listener) => listener.agesMs().length === 0).length;
      if (silent > 0) throw new AppError('CONSOLE', `${silent} of ${CLIENTS} clients got no value.`);
      const agesMs = listeners.flatMap((listener) => listener.agesMs());
      const [p50, p99] = [quantile(agesMs, 0.5), quantile(agesMs, 0.99)];
      samples.add('clients_200_delta_ms_p50', p50);
      samples.add('clients_200_delta_ms_p99', p99);
      samples.add(
        'clients_200_gaps',
        listeners.reduce((sum, listener) => sum + listener.gaps(), 0),
      );
      note(`  clients ${run} of ${runs}: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${agesMs.length} values`);
    }
  } finally {
    for (const listener of listeners) listener.close();
    await city.close();
  }
}
