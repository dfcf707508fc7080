/**
 * What a page does while nobody touches it: what moved on the screen, and what held its main thread. Script is told from
 * the rendering of a frame, which a machine without a graphics card waits for, and from the drawing of the city.
 * Observed in the page from the moment of the call.
 */
import type { Page } from 'playwright-core';

export interface Shift {
  /** As the layout instability specification counts it. */
  readonly score: number;
  /** What moved, by class and by how many pixels. */
  readonly moved: readonly string[];
}

/** One run of script on the main thread: a message, a timer, an event or a callback of a frame. */
export interface Script {
  readonly ms: number;
  /** Of these, spent in drawing the city. */
  readonly drawingMs: number;
  /** Who called it. */
  readonly invoker: string;
}

export interface PageWork {
  readonly shifts: readonly Shift[];
  /** Milliseconds of every task of more than 50 ms, whatever it was spent on. */
  readonly longTaskMs: readonly number[];
  /** Script of more than 5 ms in frames that took more than 50 ms. */
  readonly scripts: readonly Script[];
  /** Frames of the city since its page was opened. */
  readonly framesDrawn: number;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

interface CalledSpan extends Span {
  readonly invoker: string;
}

interface FrameEntry extends PerformanceEntry {
  readonly scripts: readonly { startTime: number; duration: number; invoker: string }[];
}

interface ShiftEntry extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

declare global {
  var pageWork:
    | { readonly shifts: Shift[]; readonly tasks: number[]; readonly scripts: CalledSpan[]; readonly draws: Span[] }
    | undefined;
}

const DRAWS_MAX = 10_000;

/** Begins anew when it was called before. */
export async function watchWork(page: Page): Promise<void> {
  await page.evaluate((drawsMax) => {
    if (globalThis.pageWork) {
      for (const list of Object.values(globalThis.pageWork)) list.length = 0;
      return;
    }
    const work = { shifts: [] as Shift[], tasks: [] as number[], scripts: [] as CalledSpan[], draws: [] as Span[] };
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
    new PerformanceObserver((list) => {
      work.tasks.push(...list.getEntries().map((entry) => entry.duration));
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const { scripts } of list.getEntries() as FrameEntry[]) {
        for (const { startTime, duration, invoker } of scripts) {
          work.scripts.push({ fromMs: startTime, toMs: startTime + duration, invoker });
        }
      }
    }).observe({ type: 'long-animation-frame' });
    const request = globalThis.requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = (draw) =>
      request((nowMs) => {
        const before = globalThis.chengyunScene?.stats.renderCount;
        const fromMs = performance.now();
        draw(nowMs);
        if (globalThis.chengyunScene?.stats.renderCount === before || work.draws.length >= drawsMax) return;
        work.draws.push({ fromMs, toMs: performance.now() });
      });
  }, DRAWS_MAX);
}

export function workSince(page: Page): Promise<PageWork> {
  return page.evaluate(() => {
    const { shifts = [], tasks = [], scripts = [], draws = [] } = globalThis.pageWork ?? {};
    const sharedMs = (a: Span, b: Span) => Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));
    return {
      shifts,
      longTaskMs: tasks,
      scripts: scripts.map((script) => ({
        ms: script.toMs - script.fromMs,
        drawingMs: draws.reduce((sum, draw) => sum + sharedMs(script, draw), 0),
        invoker: script.invoker,
      })),
      framesDrawn: globalThis.chengyunScene?.stats.renderCount ?? 0,
    };
  });
}
