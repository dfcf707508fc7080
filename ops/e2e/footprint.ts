/** What a page holds: memory after the rubbish has been taken out, nodes, listeners, and what the graphics card keeps. */
import type { CDPSession, Page } from 'playwright-core';

export interface Footprint {
  readonly heapMb: number;
  /** But for those that show what was: the time strip and the vital signs. */
  readonly nodes: number;
  /** Those of them that show what was. */
  readonly historyNodes: number;
  /** Nodes that are kept and stand nowhere on the page. */
  readonly detached: number;
  /** How many there are below each part of the page. */
  readonly parts: Readonly<Record<string, number>>;
  readonly listeners: number;
  readonly geometries: number;
  readonly textures: number;
  readonly programs: number;
}

export interface Scales {
  /** All of it; takes a second or two. */
  weigh(): Promise<Footprint>;
  /** Memory alone, which is cheap. */
  heapMb(): Promise<number>;
}

const BYTES_PER_MB = 1_048_576;

type Metrics = (name: string) => number;

async function metricsOf(client: CDPSession): Promise<Metrics> {
  const { metrics } = await client.send('Performance.getMetrics');
  const counted = new Map(metrics.map(({ name, value }) => [name, value]));
  return (name) => counted.get(name) ?? Number.NaN;
}

const LOOKS = 4;
const LOOK_MS = 50;

/**
 * What is left when the rubbish is out. A browser counts a node as gone when it sweeps it, which may be much later than
 * the collection that freed it; a snapshot of the heap walks over what can be reached and sweeps the rest first. The page
 * draws on meanwhile and drops a few more: what is kept is in every look, so the least of them counts.
 */
async function settled(client: CDPSession): Promise<Metrics> {
  const looks: Metrics[] = [];
  for (let i = 0; i < LOOKS; i++) {
    await client.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    looks.push(await metricsOf(client));
  }
  return (name) => Math.min(...looks.map((of) => of(name)));
}

export async function createScales(page: Page): Promise<Scales> {
  const client: CDPSession = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  await client.send('HeapProfiler.enable');
  return {
    async weigh() {
      const of = await settled(client);
      const { historyNodes, attached, ...stats } = await page.evaluate(() => {
        const { geometries = 0, textures = 0, programs = 0 } = globalThis.chengyunScene?.stats ?? {};
        const nodesBelow = (part: Node): number => {
          const walker = document.createTreeWalker(part);
          let count = 0;
          while (walker.nextNode()) count++;
          return count;
        };
        // Strip and vital signs show six hours: after a storm they have more to show than before, by right.
        const history = [...document.querySelectorAll('.strip-row, .vital-rows')];
        const parts = [...document.querySelectorAll('main > *, main > * > *')].map(
          (part) => [`${part.parentElement?.className} > ${part.tagName} ${part.className}`, nodesBelow(part)] as const,
        );
        const inHistory = history.reduce((sum, part) => sum + nodesBelow(part), 0);
        const attached = nodesBelow(document) + 1;
        return { geometries, textures, programs, historyNodes: inHistory, attached, parts: Object.fromEntries(parts) };
      });
      const heapMb = of('JSHeapUsedSize') / BYTES_PER_MB;
      const nodes = of('Nodes');
      return {
        ...{ heapMb, historyNodes, nodes: nodes - historyNodes, detached: Math.max(0, nodes - attached) },
        ...{ listeners: of('JSEventListeners'), ...stats },
      };
    },
    async heapMb() {
      // What is on its way through the page when the scales come by is gone a moment later: the least of the looks counts.
      const looksMb: number[] = [];
      for (let i = 0; i < LOOKS; i++) {
        await client.send('HeapProfiler.collectGarbage');
        looksMb.push((await metricsOf(client))('JSHeapUsedSize') / BYTES_PER_MB);
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
      return Math.min(...looksMb);
    },
  };
}

/** Parts of a page that hold more or fewer nodes than before. */
export function changedParts({ parts: before }: Footprint, { parts: after }: Footprint): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => before[name] !== after[name]);
  return changed.map((name) => `${name}: ${before[name] ?? 0} → ${after[name] ?? 0}`).join('; ');
}

/** Slope of the straight line with the least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return over / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
