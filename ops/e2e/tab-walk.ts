/** Walks a page by Tab, as somebody without a mouse does: where the focus goes, and whether it can be seen there. */
import type { Page } from 'playwright-core';

export interface TabWalk {
  /** Names of the places in their order, each once. */
  readonly places: readonly string[];
  /** Places where the focus could not be seen, with the reason. */
  readonly unseen: readonly string[];
  /** Places that Tab ought to reach and never did, of those that were there when the walk began. */
  readonly missed: readonly string[];
  /** The walk came back to its first place: nothing holds the focus. */
  readonly isRound: boolean;
}

interface Step {
  /** Its name; the words in it may change with the time. */
  readonly place: string;
  readonly isFirst: boolean;
  readonly unseen: string | null;
}

declare global {
  var tabWalk: { step(): Step | null; missed(): string[] } | undefined;
}

const STEPS_MAX = 200;
const FOCUS_PX_MIN = 2;

export async function walkByTab(page: Page): Promise<TabWalk> {
  await page.evaluate(prepare, FOCUS_PX_MIN);
  const places: string[] = [];
  const unseen: string[] = [];
  let isRound = false;
  for (let i = 0; i < STEPS_MAX; i++) {
    await page.keyboard.press('Tab');
    const step = await page.evaluate(() => globalThis.tabWalk?.step());
    // Past the last place the focus is with the browser for one press.
    if (!step) continue;
    isRound = step.isFirst && places.length > 0;
    if (isRound) break;
    places.push(step.place);
    if (step.unseen) unseen.push(`${step.place}: ${step.unseen}`);
  }
  const missed = await page.evaluate(() => globalThis.tabWalk?.missed() ?? []);
  return { places, unseen, missed, isRound };
}

function prepare(focusPxMin: number): void {
  const numbers = new WeakMap<Element, number>();
  const visited = new Set<Element>();
  const reachable = () =>
    [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex]')].filter(
      (one) => one.tabIndex >= 0 && !one.matches(':disabled') && one.checkVisibility(),
    );
  const atFirst = new Set(reachable());
  let count = 0;
  let first: Element | null = null;
  const nameOf = (element: Element): string => {
    if (!numbers.has(element)) numbers.set(element, ++count);
    const words = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return `${numbers.get(element)} <${element.tagName.toLowerCase()} ${element.className}> ${words.trim().slice(0, 40)}`;
  };
  const active = (): Element | null => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element === document.body ? null : element;
  };
  const unseenBecause = (element: Element): string | null => {
    const { outlineStyle, outlineWidth, opacity } = getComputedStyle(element);
    if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < focusPxMin) return `outline ${outlineWidth}`;
    if (Number.parseFloat(opacity) < 1) return `opacity ${opacity}`;
    const box = element.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    if (box.width === 0 || box.height === 0) return 'no size';
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `outside of the window at ${x} ${y}`;
    const over = document.elementFromPoint(x, y);
    const root = element.getRootNode();
    const host = root instanceof ShadowRoot ? root.host : element;
    const isOver = over !== null && (host.contains(over) || over.contains(host));
    return isOver ? null : `covered by <${over?.tagName.toLowerCase()} ${over?.className}>`;
  };
  globalThis.tabWalk = {
    step() {
      const element = active();
      if (!element) return null;
      first ??= element;
      visited.add(element);
      return { place: nameOf(element), isFirst: element === first, unseen: unseenBecause(element) };
    },
    missed() {
      return reachable()
        .filter((one) => atFirst.has(one) && !visited.has(one))
        .map(nameOf);
    },
  };
}
