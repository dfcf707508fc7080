import { inks, type Theme } from './ink.ts';

/**
 * Styles of the label layer, as a constructed sheet: it needs no inline style
 * elements, so a strict content security policy holds. Sizes are in em of the
 * label container, which the surface sets (wall 28 px, desk 14 px).
 */
const rules = `
.cy-labels { position: absolute; overflow: hidden; pointer-events: none; user-select: none; }
.cy-labels > svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: hidden; }
.cy-plate { position: absolute; left: 0; top: 0; display: flex; align-items: center; gap: 0.36em;
  padding: 0.16em 0.5em 0.18em 0.42em; white-space: nowrap; line-height: 1.25; will-change: transform;
  color: var(--cy-high); background: var(--cy-plate); }
.cy-plate[hidden] { display: none; }
.cy-plate > svg { flex: none; font-size: 0.86em; }
.cy-plate .cy-numeral { font-family: 'B612 Mono', monospace; font-size: max(0.8em, var(--cy-caption)); color: var(--cy-mid); }
.cy-plate .cy-value { font-variant-numeric: tabular-nums; }
.cy-plate[data-level='red'] { font-size: 1.143em; }
.cy-plate[data-level='red'][data-state='new'] { color: var(--cy-on-red); background: var(--cy-red); font-weight: 500; }
.cy-plate[data-level='red'][data-state='new'] .cy-numeral { color: inherit; }
.cy-plate[data-level='red']:not([data-state='new']) { box-shadow: inset 0 0 0 2px var(--cy-red); }
.cy-plate[data-state='stale'] .cy-value { color: var(--cy-mid); text-decoration: underline dotted; text-underline-offset: 0.2em; }
.cy-plate[data-state='cleared'] { color: var(--cy-mid); }
`;

let sheet: CSSStyleSheet | null = null;
let users = 0;

/** Adopts the sheet for as long as at least one scene lives. Returns the release. */
export function adoptLabelStyle(): () => void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
  }
  const mine = sheet;
  if (users++ === 0) document.adoptedStyleSheets = [...document.adoptedStyleSheets, mine];
  return () => {
    if (--users === 0) document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== mine);
  };
}

/** The smallest text of plates, px. */
export const captionPlates = (container: HTMLElement, captionPx: number): void =>
  container.style.setProperty('--cy-caption', `${captionPx}px`);

/** Writes the theme's colours to the container. */
export function themeLabels(container: HTMLElement, theme: Theme): void {
  const ink = inks[theme];
  const set = (name: string, value: string): void => container.style.setProperty(name, value);
  set('--cy-high', ink.textHigh);
  set('--cy-mid', ink.textMid);
  set('--cy-low', ink.textLow);
  set('--cy-plate', `${ink.ground}EB`);
  set('--cy-red', ink.level.red);
  set('--cy-on-red', ink.onRed);
}
