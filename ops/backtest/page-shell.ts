/** The frame of every report that is one page and needs nothing else: both themes, both languages, no script. */
import { cssVariables, THEMES } from '@chengyun/console/state/tokens.ts';
import { PAGE_STYLE } from './page-style.ts';
import { escapeText } from './svg.ts';

export function pageShell(parts: {
  title: string;
  heading: string;
  under: string;
  body: string;
  foot: string;
}): string {
  const themes = THEMES.map((theme) => {
    const variables = Object.entries(cssVariables(theme)).map(([name, value]) => `${name}:${value}`);
    const block = `:root{${variables.join(';')}}`;
    return theme === 'paper' ? block : `@media (prefers-color-scheme:dark){${block}}`;
  });
  return `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeText(parts.title)}</title><style>${themes.reverse().join('')}${PAGE_STYLE}</style></head><body>
<header><h1>${escapeText(parts.heading)}</h1><p>${escapeText(parts.under)}</p></header>
${parts.body}
<footer>${escapeText(parts.foot)}</footer>
</body></html>`;
}
