import type { BasemapData } from '@chengyun/basemap/data.ts';
import { adoptOrigin, enuFromLonLat, enuPath } from '@chengyun/basemap/project.ts';
import { glyphPaths } from './glyph.ts';
import { inks, severity, type Theme } from './ink.ts';
import type { SceneAlarm, SceneRiskCell } from './types.ts';

/** The whole district from above, with a glyph for every alarm, wherever the camera looks. */
export interface PlanInsetOptions {
  readonly data: BasemapData;
  readonly alarms: readonly SceneAlarm[];
  readonly theme: Theme;
  /** Pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Size of the names, px; a nineteenth of the width if absent. */
  readonly textPx?: number;
  /** Places at risk, drawn under the glyphs. */
  readonly risk?: readonly SceneRiskCell[];
  /** What the camera sees, as ground points in degrees, drawn as a thin quadrilateral. */
  readonly footprint?: readonly { readonly lonDeg: number; readonly latDeg: number }[];
  /** Names are left out when the inset is small. */
  readonly names?: boolean;
}

/** SVG markup with presentation attributes only, so that it passes a strict style policy; empty for a map without extent. */
export function planInset(options: PlanInsetOptions): string {
  const { data, theme, widthPx, heightPx } = options;
  const ink = inks[theme];
  adoptOrigin(data.origin);
  const ring = enuPath(data.district.path);
  if (ring.length === 0) return '';
  let minX = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < ring.length; i += 2) {
    minX = Math.min(minX, ring[i]!);
    maxX = Math.max(maxX, ring[i]!);
    minY = Math.min(minY, ring[i + 1]!);
    maxY = Math.max(maxY, ring[i + 1]!);
  }
  const em = options.textPx ?? Math.max(9, widthPx / 19);
  const margin = em * 1.5;
  const scale = Math.min((widthPx - 2 * margin) / (maxX - minX), (heightPx - 2 * margin) / (maxY - minY));
  const left = (widthPx - scale * (maxX - minX)) / 2;
  const top = (heightPx - scale * (maxY - minY)) / 2;
  const sx = (x: number): string => (left + (x - minX) * scale).toFixed(1);
  const sy = (y: number): string => (top + (maxY - y) * scale).toFixed(1);
  const trace = (path: ArrayLike<number>): string => {
    let d = '';
    for (let i = 0; i + 1 < path.length; i += 2) d += `${i === 0 ? 'M' : 'L'}${sx(path[i]!)} ${sy(path[i + 1]!)}`;
    return d;
  };

  const water = data.river
    .slice(0, 1)
    .concat(data.lakes)
    .filter(({ path }) => path.length > 0)
    .map((a) => `${trace(enuPath(a.path))}z`)
    .join('');
  const creeks = data.waterways.map((l) => trace(enuPath(l.path))).join('');
  const roads = data.roads
    .filter((r) => r.kind !== 'tunnel' && r.kind !== 'main')
    .map((r) => trace(enuPath(r.path)))
    .join('');
  const borders = data.boundaries.map((l) => trace(enuPath(l.path))).join('');
  const parts = [
    `<rect width="${widthPx}" height="${heightPx}" fill="${ink.ground}" fill-opacity="0.9"/>`,
    `<path d="${trace(ring)}z" fill="${ink.city.land}" fill-opacity="0.9" stroke="${ink.textMid}" stroke-width="1.2" stroke-linejoin="round"/>`,
    `<path d="${creeks}" fill="none" stroke="${ink.city.water}" stroke-width="1.2"/>`,
    `<path d="${borders}" fill="none" stroke="${ink.textLow}" stroke-width="0.8"/>`,
    `<path d="${roads}" fill="none" stroke="${ink.textLow}" stroke-opacity="0.6" stroke-width="0.8"/>`,
    `<path d="${water}" fill="${ink.city.water}" stroke="${ink.textMid}" stroke-width="0.8"/>`,
  ];
  for (const cell of [...(options.risk ?? [])].sort((a, b) => severity[b.level] - severity[a.level])) {
    const pigment = ink.level[cell.level];
    parts.push(
      `<path d="${trace(enuPath(cell.ring))}z" fill="${pigment}" fill-opacity="0.35" stroke="${pigment}" stroke-width="0.6"/>`,
    );
  }
  if (options.footprint && options.footprint.length > 2) {
    const corners = options.footprint.map((p) => enuFromLonLat(p.lonDeg, p.latDeg));
    parts.push(
      `<path d="${trace(corners.flatMap((c) => [c.xM, c.yM]))}z" fill="none" stroke="${ink.textHigh}" stroke-width="1.2"/>`,
    );
  }
  if (options.names !== false) parts.push(...nameMarks(data.planNames, ink.textMid, ink.ground, em, sx, sy));
  // The most severe is drawn last, so that nothing covers it.
  const alarms = [...options.alarms].sort((a, b) => severity[b.level] - severity[a.level]);
  for (const alarm of alarms) {
    const { xM, yM } = enuFromLonLat(alarm.lonDeg, alarm.latDeg);
    const size = em * (alarm.level === 'red' ? 1.25 : alarm.level === 'blue' ? 0.62 : 0.95);
    const x = Number(sx(xM)) - size / 2;
    const y = Number(sy(yM)) - size / 2;
    parts.push(
      `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${(size / 24).toFixed(3)})" data-plan-alarm="${escapeText(alarm.id)}">${glyphPaths({ level: alarm.level, state: alarm.state, theme })}</g>`,
    );
  }
  const barM = barLengthM((maxX - minX) / 4);
  const barPx = barM * scale;
  const y = heightPx - em * 0.7;
  parts.push(
    `<path d="M${(em * 0.8).toFixed(1)} ${y.toFixed(1)}h${barPx.toFixed(1)}m0 -3v6m${(-barPx).toFixed(1)} -6v6" fill="none" stroke="${ink.textMid}" stroke-width="1"/>`,
    `<text x="${(em * 0.8 + barPx + 5).toFixed(1)}" y="${(y + em * 0.32).toFixed(1)}" font-size="${em.toFixed(1)}" fill="${ink.textMid}">${barM >= 1000 ? `${barM / 1000} km` : `${barM} m`}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${widthPx} ${heightPx}" width="${widthPx}" height="${heightPx}" role="img" aria-label="${escapeText(`${data.map.nameZh} ${data.map.nameEn}`)}, ${alarms.length}">${parts.join('')}</svg>`;
}

function nameMarks(
  names: BasemapData['planNames'],
  fill: string,
  halo: string,
  em: number,
  sx: (x: number) => string,
  sy: (y: number) => string,
): string[] {
  return names.map(({ text, lonDeg, latDeg, anchor, dx, dy }) => {
    const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
    const x = Number(sx(xM)) + dx * em;
    const y = Number(sy(yM)) + dy * em + em * 0.3;
    return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${em.toFixed(1)}" text-anchor="${anchor}" fill="${fill}" paint-order="stroke" stroke="${halo}" stroke-width="${(em * 0.2).toFixed(1)}">${text}</text>`;
  });
}

/** The nearest of 1, 2, 5, 10, 20 … metres below. */
function barLengthM(mostM: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, mostM)));
  return power * ([5, 2, 1].find((n) => n * power <= mostM) ?? 1);
}

const escapeText = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
