import { expect, test } from 'vitest';
import { fontsFor } from './precache-list.ts';

const face = (file: string, range?: string) =>
  `@font-face{src:url(/assets/${file}.woff2) format('woff2')${range ? `;unicode-range:${range}` : ''}}`;

test('only the ranges that the words use are kept for offline', () => {
  const css = [
    face('latin-400', 'U+0000-00FF'),
    face('b612-latin-700-normal', 'U+0000-00FF'),
    face('water', 'U+6c34,U+6c5f-6c60'),
    face('other', 'U+4e00-4e0f'),
    face('mono'),
  ].join('');
  expect(fontsFor(css, '水 ok')).toEqual(['assets/latin-400.woff2', 'assets/water.woff2', 'assets/mono.woff2']);
});
