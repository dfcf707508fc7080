/** From the MQTT message that raises a red alarm to the painted frame of the wall that shows it. */
import { openBrowser } from '@chengyun/ops/e2e/browser.ts';
import { callColleague } from '@chengyun/ops/e2e/colleague.ts';
import { eventually } from '@chengyun/ops/e2e/eventually.ts';
import { sightingOf, watchReds } from '@chengyun/ops/e2e/first-seen.ts';
import { floodPumps } from '@chengyun/ops/e2e/flooded-pumps.ts';
import { startInstallation } from '@chengyun/ops/e2e/installation.ts';
import type { BenchContext } from '../benchmark.ts';
import { quantile } from '../report/quantiles.ts';
import type { Samples } from '../report/samples.ts';

const ALARMS_A_RUN = 20;
const READY_MS_MAX = 60_000;

export async function measureAlarm({ runs, note, signal }: BenchContext, samples: Samples): Promise<void> {
  const city = await startInstallation();
  try {
    const pumps = await floodPumps(city, runs * ALARMS_A_RUN);
    const browser = await openBrowser();
    try {
      const wall = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      await wall.goto(city.wallUrl);
      await wall.goto(`${city.consoleUrl}/wall?timeline=live&buildings=2000`);
      await wall.waitForSelector('main.wall[data-link="live"]', { timeout: READY_MS_MAX });
      await watchReds(wall, 'li.alarm');
      const colleague = await callColleague(browser, city);
      for (let run = 0; run < runs; run++) {
        const tookMs: number[] = [];
        for (const asset of pumps.assets.slice(run * ALARMS_A_RUN, (run + 1) * ALARMS_A_RUN)) {
          signal.throwIfAborted();
          const saidAtMs = Date.now();
          await pumps.trip(asset);
          const alarm = await pumps.alarmOf(asset);
          const seen = await eventually(`${asset} on the wall`, () => sightingOf(wall, alarm));
          tookMs.push(seen.paintedAtMs - saidAtMs);
          // What is acknowledged makes room for the next at the head of the list.
          await colleague.state({ kind: 'ack', alarm });
        }
        samples.add('alarm_to_pixel_ms_p50', quantile(tookMs, 0.5));
        samples.add('alarm_to_pixel_ms_p95', quantile(tookMs, 0.95));
        note(`  alarm ${run + 1} of ${runs}: painted p95 ${quantile(tookMs, 0.95)} ms`);
      }
    } finally {
      await browser.close();
    }
  } finally {
    await city.stop();
  }
}
