/** What a page holds: memory after the rubbish has been taken out, nodes, listeners, and what the graphics card keeps. */
import type { CDPSession, Page } from 'playwright-core';

export interface Footprint {
  readonly heapMb: number;
  /** But for those that show what was: the time strip and the vital signs. */
  readonly nodes: number;
  /** Those of them that show what was. */
  readonly historyNodes: number;
  readonly listeners: number;
  readonly geometries: number;
  readonly textures: number;
  readonly programs: number;
}

export interface Scales {
  weigh(): Promise<Footprint>;
}

const BYTES_PER_MB = 1_048_576;

export async function createScales(page: Page): Promise<Scales> {
  const client: CDPSession = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  await client.send('HeapProfiler.enable');
  return {
    async weigh() {
      // Twice: what the first round lets go of is only rubbish for the second.
      for (let i = 0; i < 2; i++) await client.send('HeapProfiler.collectGarbage');
      const { metrics } = await client.send('Performance.getMetrics');
      const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
      const { historyNodes, ...stats } = await page.evaluate(() => {
        const { geometries = 0, textures = 0, programs = 0 } = globalThis.chengyunScene?.stats ?? {};
        // Strip and vital signs show six hours: after a storm they have more to show than before, by right.
        let inHistory = 0;
        for (const part of document.querySelectorAll('.strip-row, .vital-rows')) {
          const walker = document.createTreeWalker(part);
          while (walker.nextNode()) inHistory++;
        }
        return { geometries, textures, programs, historyNodes: inHistory };
      });
      const heapMb = of('JSHeapUsedSize') / BYTES_PER_MB;
      return { heapMb, historyNodes, nodes: of('Nodes') - historyNodes, listeners: of('JSEventListeners'), ...stats };
    },
  };
}

/** Slope of the straight line with the least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return over / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
