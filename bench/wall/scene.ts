/** The scene in headless Chromium with software rendering: draw calls, JavaScript a frame, idle frames, loading. */
import { join } from 'node:path';
import { basemapData } from '@chengyun/basemap/build.ts';
import { slimThree } from '@chengyun/console/build/slim-three.ts';
import { openBrowser } from '@chengyun/ops/e2e/browser.ts';
import { ROOT } from '@chengyun/ops/root.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { build } from 'vite';
import type { BenchContext } from '../benchmark.ts';
import { quantile } from '../report/quantiles.ts';
import type { Samples } from '../report/samples.ts';
import type { BenchPage } from './scene-page.ts';

const ADDRESS = 'http://bench.invalid/';
const HTML = `<!doctype html><style>#map{position:fixed;inset:0;font-size:28px}canvas{width:100%;height:100%}
#labels{position:absolute;inset:0}</style><div id="map"><canvas id="city"></canvas><div id="labels"></div></div>
<script type="module" src="/page.js"></script>`;
const BUILDINGS = 10_000;
const STORM_MS = 30_000;
const IDLE_MS = 5_000;
/** The last changes are still being drawn. */
const SETTLE_MS = 1_000;

declare global {
  var benchPage: BenchPage;
}

export async function measureScene({ runs, note }: BenchContext, samples: Samples): Promise<void> {
  const script = await bundledPage();
  const basemap = basemapData();
  const browser = await openBrowser();
  try {
    for (let run = 1; run <= runs; run++) {
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
      await page.route(`${ADDRESS}**`, (route) =>
        route.request().url().endsWith('page.js')
          ? route.fulfill({ contentType: 'text/javascript', body: script })
          : route.fulfill({ contentType: 'text/html', body: HTML }),
      );
      await page.goto(ADDRESS);
      await page.waitForFunction(() => 'benchPage' in globalThis);
      const loadMs = await page.evaluate(([map, n]) => globalThis.benchPage.load(map, n), [
        basemap,
        BUILDINGS,
      ] as const);
      const storm = await page.evaluate((ms) => globalThis.benchPage.storm(ms), STORM_MS);
      await page.waitForTimeout(SETTLE_MS);
      const idle = await page.evaluate((ms) => globalThis.benchPage.idle(ms), IDLE_MS);
      await page.close();
      if (storm.frames === 0) throw new AppError('SCENE', 'No frame was drawn while 10,000 objects changed.');
      samples.add('draw_calls', storm.drawCalls);
      samples.add('live_objects', storm.objects);
      samples.add('frame_js_ms_p50', quantile(storm.frameJsMs, 0.5));
      samples.add('frame_js_ms_p95', quantile(storm.frameJsMs, 0.95));
      samples.add('idle_frames_per_s', idle);
      samples.add('buildings_10k_load_ms', loadMs);
      note(
        `  scene ${run} of ${runs}: ${storm.drawCalls} draw calls, ${quantile(storm.frameJsMs, 0.5).toFixed(1)} ms of ` +
          `JavaScript a frame over ${storm.frames} frames, ${loadMs.toFixed(0)} ms to load`,
      );
    }
  } finally {
    await browser.close();
  }
}

/** One script, minified as the wall's is. */
async function bundledPage(): Promise<string> {
  const result = await build({
    ...{ root: ROOT, configFile: false, logLevel: 'error', plugins: [slimThree()] },
    build: {
      ...{ write: false, target: 'es2023' },
      lib: { entry: join(ROOT, 'bench/wall/scene-page.ts'), formats: ['es'], fileName: 'page' },
      minify: true,
      // What the scene fetches later is in it as well: there is no server to fetch it from.
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  for (const one of outputs) {
    if (!('output' in one)) continue;
    const chunk = one.output.find((part) => part.type === 'chunk');
    if (chunk?.type === 'chunk') return chunk.code;
  }
  throw new AppError('SCENE', 'The page of the scene could not be built.');
}
