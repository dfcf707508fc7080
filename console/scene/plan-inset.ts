import type { BasemapData } from '@chengyun/basemap/data.ts';
import { adoptOrigin, enuFromLonLat, enuPath } from '@chengyun/basemap/project.ts';
import { glyphPaths } from './glyph.ts';
import { inks, severity, type Theme } from './ink.ts';
import { type NameSpot, type PlanBox, placePlanNames } from './plan-names.ts';
import type { SceneAlarm, SceneRiskCell } from './types.ts';

/** The whole district from above, with a glyph for every alarm, wherever the camera looks. */
export interface PlanInsetConfig {
  readonly data: BasemapData;
  readonly theme: Theme;
  /** Pixels. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Size of the names, px; a nineteenth of the width if absent. */
  readonly textPx?: number;
}

export interface PlanMarks {
  readonly alarms: readonly SceneAlarm[];
  /** Places at risk, drawn under the glyphs. */
  readonly risk?: readonly SceneRiskCell[];
  /** What the camera sees, as ground points in degrees, drawn as a thin quadrilateral. */
  readonly footprint?: readonly { readonly lonDeg: number; readonly latDeg: number }[];
}

/**
 * SVG markup with presentation attributes only, so that it passes a strict style policy. Two pictures of the same size,
 * to be laid over each other: the ground is drawn once, the marks whenever an alarm changes.
 */
export interface PlanInset {
  readonly ground: string;
  readonly marks: (marks: PlanMarks) => string;
}

/** Null for a map without extent. */
export function createPlanInset({ data, theme, widthPx, heightPx, textPx }: PlanInsetConfig): PlanInset | null {
  const ink = inks[theme];
  adoptOrigin(data.origin);
  const ring = enuPath(data.district.path);
  if (ring.length === 0) return null;
  const em = textPx ?? Math.max(9, widthPx / 19);
  const fit = fitOf(ring, widthPx, heightPx, em * 1.5);
  const { sx, sy, trace } = fit;
  const size = `viewBox="0 0 ${widthPx} ${heightPx}" width="${widthPx}" height="${heightPx}"`;
  const picture = (parts: readonly string[], label: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${label}>${parts.join('')}</svg>`;
  const places = data.planNames.map((name) => {
    const { xM, yM } = enuFromLonLat(name.lonDeg, name.latDeg);
    return { name, x: Number(sx(xM)), y: Number(sy(yM)) };
  });

  const marks = new WeakMap<SceneAlarm, { readonly svg: string; readonly box: PlanBox }>();
  const markOf = (alarm: SceneAlarm) => {
    const known = marks.get(alarm);
    if (known !== undefined) return known;
    const { xM, yM } = enuFromLonLat(alarm.lonDeg, alarm.latDeg);
    const sizePx = em * (alarm.level === 'red' ? 1.25 : alarm.level === 'blue' ? 0.62 : 0.95);
    const x = Number(sx(xM)) - sizePx / 2;
    const y = Number(sy(yM)) - sizePx / 2;
    const svg = `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${(sizePx / 24).toFixed(3)})" data-plan-alarm="${escapeText(alarm.id)}">${glyphPaths({ level: alarm.level, state: alarm.state, theme })}</g>`;
    const mark = { svg, box: { x, y, w: sizePx, h: sizePx } };
    marks.set(alarm, mark);
    return mark;
  };

  return {
    ground: picture(
      [...groundParts(data, ring, theme, fit, widthPx, heightPx), ...scaleBar(fit, theme, em, heightPx)],
      '',
    ),
    marks({ alarms, risk = [], footprint = [] }) {
      const parts: string[] = [];
      for (const cell of [...risk].sort((a, b) => severity[b.level] - severity[a.level])) {
        const pigment = ink.level[cell.level];
        parts.push(
          `<path d="${trace(enuPath(cell.ring))}z" fill="${pigment}" fill-opacity="0.35" stroke="${pigment}" stroke-width="0.6"/>`,
        );
      }
      if (footprint.length > 2) {
        const corners = footprint.map((p) => enuFromLonLat(p.lonDeg, p.latDeg));
        parts.push(
          `<path d="${trace(corners.flatMap((c) => [c.xM, c.yM]))}z" fill="none" stroke="${ink.textHigh}" stroke-width="1.2"/>`,
        );
      }
      // The most severe is drawn last, so that nothing covers it.
      const drawn = [...alarms].sort((a, b) => severity[b.level] - severity[a.level]).map(markOf);
      const boxes = drawn.map(({ box }) => box);
      const spots = placePlanNames(places, boxes, { w: widthPx, h: heightPx }, em);
      parts.push(...spots.map((spot, i) => nameMark(places[i]!.name.text, spot, em, ink.textMid, ink.ground)));
      parts.push(...drawn.map(({ svg }) => svg));
      const label = `${escapeText(`${data.map.nameZh} ${data.map.nameEn}`)}, ${alarms.length}`;
      return picture(parts, `role="img" aria-label="${label}"`);
    },
  };
}

/** Where a ground point lies in the picture. */
interface Fit {
  readonly sx: (xM: number) => string;
  readonly sy: (yM: number) => string;
  readonly trace: (path: ArrayLike<number>) => string;
  readonly pxPerM: number;
  readonly widthM: number;
}

function fitOf(ring: ArrayLike<number>, widthPx: number, heightPx: number, marginPx: number): Fit {
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
  const pxPerM = Math.min((widthPx - 2 * marginPx) / (maxX - minX), (heightPx - 2 * marginPx) / (maxY - minY));
  const left = (widthPx - pxPerM * (maxX - minX)) / 2;
  const top = (heightPx - pxPerM * (maxY - minY)) / 2;
  const sx = (x: number): string => (left + (x - minX) * pxPerM).toFixed(1);
  const sy = (y: number): string => (top + (maxY - y) * pxPerM).toFixed(1);
  const trace = (path: ArrayLike<number>): string => {
    let d = '';
    for (let i = 0; i + 1 < path.length; i += 2) d += `${i === 0 ? 'M' : 'L'}${sx(path[i]!)} ${sy(path[i + 1]!)}`;
    return d;
  };
  return { sx, sy, trace, pxPerM, widthM: maxX - minX };
}

function groundParts(
  data: BasemapData,
  ring: ArrayLike<number>,
  theme: Theme,
  { trace }: Fit,
  widthPx: number,
  heightPx: number,
): string[] {
  const ink = inks[theme];
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
  return [
    `<rect width="${widthPx}" height="${heightPx}" fill="${ink.ground}" fill-opacity="0.9"/>`,
    `<path d="${trace(ring)}z" fill="${ink.city.land}" fill-opacity="0.9" stroke="${ink.textMid}" stroke-width="1.2" stroke-linejoin="round"/>`,
    `<path d="${creeks}" fill="none" stroke="${ink.city.water}" stroke-width="1.2"/>`,
    `<path d="${borders}" fill="none" stroke="${ink.textLow}" stroke-width="0.8"/>`,
    `<path d="${roads}" fill="none" stroke="${ink.textLow}" stroke-opacity="0.6" stroke-width="0.8"/>`,
    `<path d="${water}" fill="${ink.city.water}" stroke="${ink.textMid}" stroke-width="0.8"/>`,
  ];
}

function scaleBar({ widthM, pxPerM }: Fit, theme: Theme, em: number, heightPx: number): string[] {
  const ink = inks[theme];
  const barM = barLengthM(widthM / 4);
  const barPx = barM * pxPerM;
  const y = heightPx - em * 0.7;
  return [
    `<path d="M${(em * 0.8).toFixed(1)} ${y.toFixed(1)}h${barPx.toFixed(1)}m0 -3v6m${(-barPx).toFixed(1)} -6v6" fill="none" stroke="${ink.textMid}" stroke-width="1"/>`,
    `<text x="${(em * 0.8 + barPx + 5).toFixed(1)}" y="${(y + em * 0.32).toFixed(1)}" font-size="${em.toFixed(1)}" fill="${ink.textMid}">${barM >= 1000 ? `${barM / 1000} km` : `${barM} m`}</text>`,
  ];
}

const nameMark = (text: string, { x, y, anchor }: NameSpot, em: number, fill: string, halo: string): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${em.toFixed(1)}" text-anchor="${anchor}" fill="${fill}" paint-order="stroke" stroke="${halo}" stroke-width="${(em * 0.2).toFixed(1)}">${escapeText(text)}</text>`;

/** The nearest of 1, 2, 5, 10, 20 … metres below. */
function barLengthM(mostM: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, mostM)));
  return power * ([5, 2, 1].find((n) => n * power <= mostM) ?? 1);
}

const escapeText = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
