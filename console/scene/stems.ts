import { glyphPaths } from './glyph.ts';
import { inks, type Theme } from './ink.ts';
import type { Placed } from './placement.ts';
import type { SceneAlarm } from './types.ts';

/** Where an alarm stands on the canvas, pixels. */
export interface Foot {
  readonly x: number;
  readonly y: number;
  /** Top of its stem, or of its staff. */
  readonly topY: number;
  readonly alarm: SceneAlarm;
}

/** Foot, stem and leader; where no plate found room, the glyph itself stands on the stem. */
export function drawStem(foot: Foot, label: Placed | undefined, onStaff: boolean, em: number, theme: Theme): string {
  const ink = inks[theme];
  const { level, state } = foot.alarm;
  const color = theme === 'paper' && level === 'yellow' ? ink.glyphEdge.yellow : ink.level[level];
  const x = foot.x.toFixed(1);
  const width = Math.max(1.2, em * (level === 'red' ? 0.1 : 0.072)).toFixed(1);
  const stem = onStaff ? '' : `M${x} ${foot.y.toFixed(1)}V${foot.topY.toFixed(1)}`;
  const lead = label ? `M${x} ${foot.topY.toFixed(1)}L${label.leadX.toFixed(1)} ${label.leadY.toFixed(1)}` : '';
  const line = `<path d="${stem}${lead}" fill="none" stroke="${color}" stroke-width="${width}"/>`;
  const dot = onStaff
    ? ''
    : `<circle cx="${x}" cy="${foot.y.toFixed(1)}" r="${(em * 0.11).toFixed(1)}" fill="${color}"/>`;
  if (label) return line + dot;
  const size = em * 0.82;
  const glyph = `<g transform="translate(${(foot.x - size / 2).toFixed(1)} ${(foot.topY - size).toFixed(1)}) scale(${(size / 24).toFixed(3)})">${glyphPaths({ level, state, theme })}</g>`;
  return line + dot + glyph;
}
