import { LEVELS } from '@chengyun/contracts';
import { describe, expect, test } from 'vitest';
import { contrastRatio, DICHROMACIES, linearFromHex, oklabDistance, seenWith } from './colour-vision.ts';
import { cssVariables, THEMES, TOKENS } from './tokens.ts';

const kinds = Object.keys(DICHROMACIES) as (keyof typeof DICHROMACIES)[];
const pairs = LEVELS.flatMap((a, i) => LEVELS.slice(i + 1).map((b) => [a, b] as const));

describe.each(THEMES)('theme %s', (name) => {
  const theme = TOKENS[name];

  test.each(kinds)('levels stay at least 0.10 apart in OKLab with %s vision', (kind) => {
    for (const [a, b] of pairs) {
      const [x, y] = [linearFromHex(theme.levels[a].fill), linearFromHex(theme.levels[b].fill)];
      expect(oklabDistance(seenWith(kind, x), seenWith(kind, y)), `${a} and ${b}`).toBeGreaterThanOrEqual(0.1);
    }
  });

  test.each(['surface', 'ground'] as const)('text is at least 4.5:1 and a glyph at least 3:1 on the %s', (under) => {
    for (const text of [theme.textHigh, theme.textMid, theme.textLow]) {
      expect(contrastRatio(text, theme[under])).toBeGreaterThanOrEqual(4.5);
    }
    for (const level of LEVELS) {
      const { text, outline, fill, onFill } = theme.levels[level];
      expect(contrastRatio(text, theme[under]), `text of ${level}`).toBeGreaterThanOrEqual(4.5);
      expect(contrastRatio(outline, theme[under]), `glyph of ${level}`).toBeGreaterThanOrEqual(3);
      expect(contrastRatio(onFill, fill), `text on ${level}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrastRatio(theme.focus, theme[under])).toBeGreaterThanOrEqual(4.5);
  });

  test('every token is a CSS variable', () => {
    const variables = cssVariables(name);
    expect(variables['--text-high']).toBe(theme.textHigh);
    expect(variables['--level-red-on-fill']).toBe(theme.levels.red.onFill);
    expect(Object.values(variables).every((value) => /^#[0-9A-F]{6}$/.test(value))).toBe(true);
  });
});

test('the matrices keep white white, so that no hue is invented', () => {
  for (const kind of kinds) {
    for (const channel of seenWith(kind, [1, 1, 1])) expect(channel).toBeCloseTo(1, 3);
  }
});
