/** The size of every word on a page, and the words that do not fit where they stand. */
import type { Page } from 'playwright-core';

export interface TypeSize {
  readonly text: string;
  readonly where: string;
  /** As drawn, with any scaling of an ancestor. */
  readonly px: number;
  readonly isHan: boolean;
}

/** Words that are on the screen; those for screen readers only are left out. */
export function typeSizesOf(page: Page): Promise<TypeSize[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const sizes: TypeSize[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = (node.textContent ?? '').trim();
      if (!element || text === '' || element.closest('.spoken, script, style')) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const scale = element instanceof SVGGraphicsElement ? (element.getScreenCTM()?.a ?? 1) : 1;
      const where = `${element.parentElement?.getAttribute('class') ?? ''} > ${element.getAttribute('class') ?? element.tagName}`;
      const px = Number.parseFloat(getComputedStyle(element).fontSize) * scale;
      sizes.push({ text: text.slice(0, 30), where, px, isHan: /\p{Script=Han}/u.test(text) });
    }
    return sizes;
  });
}

/**
 * Words that stick out of the element that holds them or of the window. What is cut on purpose, with an ellipsis or by
 * scrolling, is left out: that is content, and content may be longer than any place.
 */
export function overflowsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const tolerancePx = 1.5;
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!element || (node.textContent ?? '').trim() === '' || element instanceof SVGElement) continue;
      if (element.closest('.spoken, .city-labels, script, style') || !element.checkVisibility()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      if (text.width === 0) continue;
      for (let box: Element | null = element; box; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (style.display === 'inline' || style.display === 'contents') continue;
        const { left, right } = box.getBoundingClientRect();
        if (text.right > right + tolerancePx || text.left < left - tolerancePx) {
          const isCutOnPurpose = style.textOverflow === 'ellipsis' || /auto|scroll/.test(style.overflowX);
          if (!isCutOnPurpose) {
            found.push(
              `"${(node.textContent ?? '').trim().slice(0, 40)}" in <${box.tagName.toLowerCase()} ${box.className}>`,
            );
          }
          break;
        }
        if (style.overflowX !== 'visible') break;
      }
    }
    return [...new Set(found)];
  });
}
