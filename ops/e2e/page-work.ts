/** What a page does while nobody touches it: what moved on the screen, and which frames of the city were drawn. */
import type { Page } from 'playwright-core';

export interface Shift {
  /** As the layout instability specification counts it. */
  readonly score: number;
  /** What moved, by class and by how many pixels. */
  readonly moved: readonly string[];
}

export interface PageWork {
  readonly shifts: readonly Shift[];
  /** Handles of the frame callbacks that drew the city, as `requestAnimationFrame` gave them. */
  readonly draws: readonly number[];
  /** Frames of the city since its page was opened. */
  readonly framesDrawn: number;
}

interface ShiftEntry extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

declare global {
  var pageWork: { readonly shifts: Shift[]; readonly draws: number[] } | undefined;
}

const DRAWS_MAX = 10_000;

/** Begins anew when it was called before. */
export async function watchWork(page: Page): Promise<void> {
  await page.evaluate((drawsMax) => {
    if (globalThis.pageWork) {
      for (const list of Object.values(globalThis.pageWork)) list.length = 0;
      return;
    }
    const work = { shifts: [] as Shift[], draws: [] as number[] };
    globalThis.pageWork = work;
    const nameOf = (node: Node | null): string => {
      const element = node instanceof Element ? node : node?.parentElement;
      return `${element?.tagName.toLowerCase()}.${element?.getAttribute('class') ?? ''} "${(node?.textContent ?? '').slice(0, 20)}"`;
    };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as ShiftEntry[]) {
        if (entry.hadRecentInput) continue;
        const moved = entry.sources.map(({ node, previousRect: a, currentRect: b }) => {
          return `${nameOf(node)} by ${Math.round(b.x - a.x)} ${Math.round(b.y - a.y)}`;
        });
        work.shifts.push({ score: entry.value, moved });
      }
    }).observe({ type: 'layout-shift' });
    const request = globalThis.requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = (draw) => {
      const handle = request((nowMs) => {
        const before = globalThis.chengyunScene?.stats.renderCount;
        draw(nowMs);
        const isDrawn = globalThis.chengyunScene?.stats.renderCount !== before;
        if (isDrawn && work.draws.length < drawsMax) work.draws.push(handle);
      });
      return handle;
    };
  }, DRAWS_MAX);
}

export function workSince(page: Page): Promise<PageWork> {
  return page.evaluate(() => {
    const { shifts = [], draws = [] } = globalThis.pageWork ?? {};
    return { shifts, draws, framesDrawn: globalThis.chengyunScene?.stats.renderCount ?? 0 };
  });
}
