/**
 * Whether what a person has chosen, or points at, stays where it is: looked at in the page after every change of it. No
 * frame is asked for, because a page that is watched must not work harder than one that is not.
 */
import type { Page } from 'playwright-core';

export interface Aim {
  /** Where the chosen row's upper edge was, px from the top of the window: every value that was seen. */
  readonly chosenTopsPx: readonly number[];
  /** What lay under the pointer changed within the time after its last movement. */
  readonly slips: readonly string[];
  /** Movements of the pointer that were followed. */
  readonly movements: number;
}

declare global {
  var steadyAim: { readonly tops: Set<number>; readonly slips: string[]; movements: number } | undefined;
}

export async function watchAim(page: Page, chosen: string, holdMs: number): Promise<void> {
  await page.evaluate(
    ({ selector, withinMs }) => {
      const aim = { tops: new Set<number>(), slips: [] as string[], movements: 0 };
      globalThis.steadyAim = aim;
      const idAt = (x: number, y: number): string | null =>
        document.elementFromPoint(x, y)?.closest('[data-alert-id]')?.getAttribute('data-alert-id') ?? null;
      let pointed: { x: number; y: number; atMs: number; id: string | null } | null = null;
      document.addEventListener('pointermove', ({ clientX: x, clientY: y }) => {
        aim.movements += 1;
        pointed = { x, y, atMs: performance.now(), id: idAt(x, y) };
      });
      let isDue = false;
      const look = () => {
        isDue = false;
        const row = document.querySelector(selector);
        if (row) aim.tops.add(row.getBoundingClientRect().top);
        if (pointed && performance.now() - pointed.atMs <= withinMs) {
          const id = idAt(pointed.x, pointed.y);
          if (id !== pointed.id) aim.slips.push(`${pointed.id} became ${id}`);
        }
      };
      // Once for each batch of changes, when the page has been laid out anyway.
      const lookSoon = () => {
        if (isDue) return;
        isDue = true;
        requestAnimationFrame(look);
      };
      const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ['style', 'data-alert-id'] };
      for (const list of document.querySelectorAll('.rows, .desk-list')) {
        new MutationObserver(lookSoon).observe(list, changes);
      }
      document.addEventListener('scroll', lookSoon, { capture: true, passive: true });
      look();
    },
    { selector: chosen, withinMs: holdMs },
  );
}

export function aimSince(page: Page): Promise<Aim> {
  return page.evaluate(() => {
    const { tops = new Set<number>(), slips = [], movements = 0 } = globalThis.steadyAim ?? {};
    return { chosenTopsPx: [...tops], slips, movements };
  });
}
