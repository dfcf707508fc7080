/**
 * How long after a key something is on the screen. Both ends are taken in the page itself: the time of the key event,
 * and the frame that shows what was waited for, once it has been painted.
 */
import type { Page } from 'playwright-core';

/** What must be on the screen after a key. */
export type Shown =
  | { readonly there: string; readonly says?: string }
  | { readonly gone: string }
  /** The words, or the attribute, of what the selector finds first are others than before. */
  | { readonly changed: string; readonly attribute?: string };

interface Watched {
  readonly shown: Shown;
  readonly before: string;
  readonly withinMs: number;
}

declare global {
  var keyPressedMs: number | undefined;
  var shownAfterMs: Promise<number> | undefined;
}

const SHOWN_MS_MAX = 5_000;

/** Must be called once for a page before its keys are timed. */
export async function listenToKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    addEventListener(
      'keydown',
      (event) => {
        globalThis.keyPressedMs = event.timeStamp;
      },
      true,
    );
  });
}

/** Presses keys one after the other; resolves with the milliseconds from the last one to the painted frame. */
export async function pressUntilShown(page: Page, keys: readonly string[], shown: Shown): Promise<number> {
  for (const key of keys.slice(0, -1)) await page.keyboard.press(key);
  const before = 'changed' in shown ? await stateOf(page, shown) : '';
  await watch(page, { shown, before, withinMs: SHOWN_MS_MAX });
  await page.keyboard.press(keys.at(-1)!);
  const tookMs = await page.evaluate(() => globalThis.shownAfterMs ?? Number.NaN);
  if (!Number.isFinite(tookMs)) {
    throw new Error(`${keys.join(' ')}: ${JSON.stringify(shown)} was not shown within ${SHOWN_MS_MAX} ms`);
  }
  return tookMs;
}

function stateOf(page: Page, { changed, attribute }: Extract<Shown, { changed: string }>): Promise<string> {
  return page.evaluate(
    ([selector, name]) => {
      const element = document.querySelector(selector);
      return (name === '' ? element?.textContent : element?.getAttribute(name)) ?? '';
    },
    [changed, attribute ?? ''] as const,
  );
}

async function watch(page: Page, watched: Watched): Promise<void> {
  await page.evaluate(({ shown, before, withinMs }) => {
    const fromMs = performance.now();
    const holds = (): boolean => {
      if ('gone' in shown) return document.querySelector(shown.gone) === null;
      if ('there' in shown) {
        const { says = '' } = shown;
        return [...document.querySelectorAll(shown.there)].some((one) => one.textContent?.includes(says));
      }
      const element = document.querySelector(shown.changed);
      const now = shown.attribute === undefined ? element?.textContent : element?.getAttribute(shown.attribute);
      return (now ?? '') !== before;
    };
    globalThis.shownAfterMs = new Promise((resolve) => {
      const end = (tookMs: number) => {
        observer.disconnect();
        removeEventListener('focusin', look);
        resolve(tookMs);
      };
      const painted = (keyMs: number) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            port1.close();
            end(performance.now() - keyMs);
          };
          port2.postMessage(null);
        });
      let seen = false;
      const look = () => {
        const keyMs = globalThis.keyPressedMs ?? 0;
        if (seen || keyMs < fromMs || !holds()) return;
        seen = true;
        painted(keyMs);
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      addEventListener('focusin', look);
      setTimeout(() => !seen && end(Number.NaN), withinMs);
    });
  }, watched);
}
