import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cssVariables, THEMES } from '../state/tokens.ts';

test.each(THEMES)('theme.css says the same as the tokens of %s', (theme) => {
  const css = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8');
  const block = css.match(new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`))?.[1] ?? '';
  const found = Object.fromEntries(
    [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value?.toUpperCase()]),
  );
  const wanted = Object.fromEntries(
    Object.entries(cssVariables(theme)).map(([name, value]) => [name, value.toUpperCase()]),
  );
  expect(found).toEqual(wanted);
});
