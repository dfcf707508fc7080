/** What axe-core finds wrong with a page by WCAG 2 A and AA, as one line for each place. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES: RunOptions = { runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations'] };

declare global {
  var axe: { run(context: Document, options: RunOptions): Promise<AxeResults> } | undefined;
}

/** Empty when nothing is wrong. */
export async function violationsOf(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the content security policy of the product takes no foreign one.
  if (!(await page.evaluate(() => globalThis.axe !== undefined))) await page.evaluate(SOURCE);
  const violations = await page.evaluate(async (rules) => {
    const results = await globalThis.axe?.run(document, rules);
    return results?.violations.map(({ id, nodes }) => ({
      id,
      places: nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
    }));
  }, RULES);
  if (!violations) throw new Error('axe-core did not run');
  return violations.flatMap(({ id, places }) => places.map((place) => `${id}: ${place}`));
}
