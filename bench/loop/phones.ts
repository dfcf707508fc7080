/**
 * From the message of a device to five hundred phones: a pump trips, the rule raises a red alarm, every phone on a live
 * socket has it. The phones live in this process, on the same cores; decoding five hundred times what a phone decodes
 * once is part of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { floodPumps } from '@chengyun/ops/e2e/flooded-pumps.ts';
import { startInstallation } from '@chengyun/ops/e2e/installation.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BenchContext } from '../benchmark.ts';
import { quantile } from '../report/quantiles.ts';
import type { Samples } from '../report/samples.ts';
import { openManyPhones } from './many-phones.ts';

const PHONES = 500;
const ALARMS_A_RUN = 20;
const EVERY_MS = 1_000;
/** After the last alarm; what has not come by then is lost. */
const LAST_MS = 5_000;

export async function measurePhones({ runs, note, signal }: BenchContext, samples: Samples): Promise<void> {
  const city = await startInstallation({ env: { CHENGYUN_CONSOLE_CLIENTS_MAX: String(PHONES + 50) } });
  const saidAtMs = new Map<string, number>();
  const tookMs = new Map<string, number>();
  try {
    const pumps = await floodPumps(city, runs * ALARMS_A_RUN);
    const phones = await openManyPhones({
      ...{ dataDir: city.dataDir, consoleUrl: city.consoleUrl, signal },
      accounts: Array.from({ length: PHONES }, (_, i) => `phone-${i + 1}`),
      onSeen: (account, alarms) => {
        const nowMs = Date.now();
        for (const { asset, level } of alarms) {
          const saidMs = saidAtMs.get(asset);
          const key = `${account}|${asset}`;
          if (saidMs !== undefined && level === 'red' && !tookMs.has(key)) tookMs.set(key, nowMs - saidMs);
        }
      },
    });
    try {
      for (let run = 0; run < runs; run++) {
        tookMs.clear();
        const assets = pumps.assets.slice(run * ALARMS_A_RUN, (run + 1) * ALARMS_A_RUN);
        for (const asset of assets) {
          saidAtMs.set(asset, Date.now());
          await pumps.trip(asset);
          await sleep(EVERY_MS, undefined, { signal });
        }
        await sleep(LAST_MS, undefined, { signal });
        const all = [...tookMs.values()];
        if (all.length === 0) throw new AppError('CONSOLE', 'No phone got any alarm.');
        const [p50, p99] = [quantile(all, 0.5), quantile(all, 0.99)];
        samples.add('alarm_to_phone_ms_p50', p50);
        samples.add('alarm_to_phone_ms_p99', p99);
        samples.add('alarm_to_phone_missing', PHONES * assets.length - all.length);
        note(
          `  phones ${run + 1} of ${runs}: p50 ${p50} ms, p99 ${p99} ms, ${all.length} of ${PHONES * assets.length}`,
        );
      }
    } finally {
      phones.close();
    }
  } finally {
    await city.stop();
  }
}
