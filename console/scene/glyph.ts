import { inks, type Level, type Theme } from './ink.ts';
import type { AlarmState } from './types.ts';

/**
 * The glyph of a level, as SVG markup in a 24 × 24 box: ring IV, triangle III,
 * diamond II, square I. Filled while unacknowledged, outlined once acknowledged,
 * hollow with a tick when cleared, hatched when its data is stale. Shape and
 * numeral carry the level where colour cannot.
 */
export const shapes: Readonly<Record<Level, string>> = {
  red: 'square',
  orange: 'diamond',
  yellow: 'triangle',
  blue: 'ring',
};

const outlines: Readonly<Record<Level, string>> = {
  red: 'M3.5 3.5h17v17h-17z',
  orange: 'M12 1.5 22.5 12 12 22.5 1.5 12z',
  yellow: 'M12 2.5 22.5 21h-21z',
  blue: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z',
};

const hatches: Readonly<Record<Level, string>> = {
  red: 'M3.5 12 12 3.5M3.5 20.5 20.5 3.5M12 20.5 20.5 12',
  orange: 'M6.5 12 12 6.5M7 17 17 7M12 17.5 17.5 12',
  yellow: 'M7.5 15.5 13 10M7 20.5 15.5 12M13.5 20 18 15.5',
  blue: 'M5.5 12.5 12.5 5.5M6.5 17.5 17.5 6.5M11.5 18.5 18.5 11.5',
};

export interface GlyphLook {
  readonly level: Level;
  readonly state: AlarmState;
  readonly theme: Theme;
  /** On a plate that is itself filled with the pigment of level I. */
  readonly onFill?: boolean;
}

/** Path elements of a glyph; wrap them in an `<svg viewBox="0 0 24 24">` or a `<g>`. */
export function glyphPaths({ level, state, theme, onFill = false }: GlyphLook): string {
  const ink = inks[theme];
  const pigment = onFill ? ink.onRed : ink.level[level];
  const edge = onFill ? ink.onRed : level === 'red' ? pigment : ink.glyphEdge[level];
  const filled = state === 'new';
  const d = outlines[level];
  // Level IV is a ring in every state: filled means a heavier ring with a core.
  const fill = filled && level !== 'blue' ? pigment : 'none';
  const width = level === 'blue' && filled ? 4.4 : 2.4;
  const core = level === 'blue' && filled ? `<circle cx="12" cy="12" r="2.4" fill="${pigment}"/>` : '';
  const hatch = state === 'stale' ? `<path d="${hatches[level]}" stroke="${edge}" stroke-width="1.8"/>` : '';
  const tick = state === 'cleared' ? `<path d="M8 13l3 3 5.5-7" fill="none" stroke="${edge}" stroke-width="2.2"/>` : '';
  return `<path d="${d}" fill="${fill}" stroke="${filled ? edge : edge}" stroke-width="${width}" stroke-linejoin="miter"/>${core}${hatch}${tick}`;
}

/** A whole glyph as an SVG string, sized by the font. */
export function glyphSvg(look: GlyphLook): string {
  return `<svg viewBox="0 0 24 24" width="1em" height="1em" aria-hidden="true" data-shape="${shapes[look.level]}">${glyphPaths(look)}</svg>`;
}
