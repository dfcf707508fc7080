/**
 * Notes in a page when a red alarm was first on the screen. The stamps are taken in the page itself, after the frame in
 * which the element was painted, on the clock that the test shares with it; asking from outside would add its own wait.
 */
import type { Page } from 'playwright-core';

export interface Sighting {
  /** When the element was in the document, epoch milliseconds. */
  readonly insertedAtMs: number;
  /** When the frame that shows it was handed to the screen. */
  readonly paintedAtMs: number;
}

declare global {
  var sightings: Record<string, { insertedAtMs: number; paintedAtMs: number }> | undefined;
  var longTaskMs: number[] | undefined;
}

/** `within` narrows the search to the surface's own list, so that a text twin for screen readers does not count. */
export async function watchReds(page: Page, within: string): Promise<void> {
  await page.evaluate((scope) => {
    const seen: Record<string, { insertedAtMs: number; paintedAtMs: number }> = {};
    globalThis.sightings = seen;
    const tasks: number[] = [];
    globalThis.longTaskMs = tasks;
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
      entryTypes: ['longtask'],
    });
    const look = () => {
      for (const element of document.querySelectorAll(`${scope}[data-alert-id][data-level="red"]`)) {
        const id = element.getAttribute('data-alert-id') ?? '';
        if (seen[id] !== undefined) continue;
        const sighting = { insertedAtMs: Date.now(), paintedAtMs: 0 };
        seen[id] = sighting;
        // The message is answered after the frame that this request belongs to has been painted.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            sighting.paintedAtMs = Date.now();
            port1.close();
          };
          port2.postMessage(null);
        });
      }
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-alert-id', 'data-level'],
    });
    look();
  }, within);
}

export function sightingOf(page: Page, alarm: string): Promise<Sighting | null> {
  return page.evaluate((id) => {
    const sighting = globalThis.sightings?.[id];
    return sighting && sighting.paintedAtMs > 0 ? { ...sighting } : null;
  }, alarm);
}

export interface PageWork {
  /** Durations of what held the page's main thread for more than 50 ms since `watchReds`. */
  readonly longTaskMs: readonly number[];
  readonly framesDrawn: number;
}

export function workOf(page: Page): Promise<PageWork> {
  return page.evaluate(() => ({
    longTaskMs: globalThis.longTaskMs ?? [],
    framesDrawn: globalThis.chengyunScene?.stats.renderCount ?? 0,
  }));
}

/** The value below which `share` of all lie, by the nearest-rank method. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
