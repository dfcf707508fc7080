import type { BasemapData } from '@chengyun/basemap/data.ts';
import { type Enu, enuFromLonLat } from '@chengyun/basemap/project.ts';
import { captionOf } from './caption.ts';
import type { Ink } from './ink.ts';
import { type Box, type LabelItem, overlaps, placeLabels } from './placement.ts';
import type { ScreenPoint, View } from './view.ts';

/** Names of places: towers at their tops, towns far off, the river on its water. Drawn after all alarms. */
export interface PlaceName {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly xM: number;
  readonly yM: number;
  readonly zM: number;
  /** Smaller is drawn first. */
  readonly rank: number;
  readonly kind: 'tower' | 'town' | 'street' | 'border';
}

/** Everything that could be named; what is, the camera decides. */
export function placeNamesOf(data: BasemapData): PlaceName[] {
  const towers = data.landmarks
    .filter((l) => l.label !== undefined)
    .map((l) => ({
      id: l.id,
      zh: `${l.nameZh} ${Math.round(l.heightM)}`,
      en: l.nameEn,
      ...enuFromLonLat(l.lonDeg, l.latDeg),
      zM: l.heightM,
      rank: l.label ?? 3,
      kind: 'tower' as const,
    }));
  const towns = data.units
    .filter((u) => u.populationThousands >= (u.kind === 'town' ? 125 : 95))
    .map((u) => ({
      id: u.id,
      zh: u.nameZh.replace(/(新镇|镇|新村街道|路街道|街道)$/, ''),
      en: u.nameEn,
      ...enuFromLonLat(u.lonDeg, u.latDeg),
      zM: 0,
      rank: (u.kind === 'town' ? 4 : 5) - u.populationThousands / 500,
      kind: u.kind === 'town' ? ('town' as const) : ('street' as const),
    }));
  return [...towers, ...towns, ...data.boundaries.flatMap(borderName)].sort((a, b) => a.rank - b.rank);
}

/** The name of an area in the middle of its outline. */
function borderName(area: BasemapData['boundaries'][number]): PlaceName[] {
  if (area.nameZh === '' && area.nameEn === '') return [];
  let [lon, lat] = [0, 0];
  for (let i = 0; i < area.path.length; i += 2) [lon, lat] = [lon + area.path[i]!, lat + area.path[i + 1]!];
  const corners = area.path.length / 2;
  const names = { zh: area.nameZh || area.nameEn, en: area.nameZh ? area.nameEn : '' };
  return [{ id: area.id, ...names, ...enuFromLonLat(lon / corners, lat / corners), zM: 0, rank: 4, kind: 'border' }];
}

/** A tower on screen. */
export interface TowerBox extends Box {
  readonly id: string;
  readonly heightM: number;
}

/** What the great towers cover on screen: labels keep off them where they can. */
export function towerBoxes(data: BasemapData): (view: View) => TowerBox[] {
  const towers = data.landmarks
    .filter((l) => l.heightM >= 200)
    .map((l) => ({ id: l.id, ...enuFromLonLat(l.lonDeg, l.latDeg), heightM: l.heightM, widthM: l.widthM }));
  return (view) =>
    towers.flatMap((t) => {
      const foot = view.project(t.xM, t.yM, 0);
      const top = view.project(t.xM, t.yM, t.heightM);
      if (!foot || !top || foot.depthM > 12_000) return [];
      const w = ((t.widthM * (foot.y - top.y)) / t.heightM) * 1.1;
      return [{ id: t.id, heightM: t.heightM, x: foot.x - w / 2, y: top.y, w, h: foot.y - top.y }];
    });
}

/** Middle of the river every kilometre or so, where its name may stand. */
export function riverMiddles(data: BasemapData): readonly (readonly [number, number, number])[] {
  const ring = data.river[0]?.path ?? [];
  const corners = ring.length / 2 - 1;
  const half = corners / 2;
  const bank = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => enuFromLonLat(ring[(from + i) * 2]!, ring[(from + i) * 2 + 1]!));
  const west = bank(half, corners);
  return bank(0, half).map((east) => {
    const across = west.reduce((best, p) =>
      Math.hypot(p.xM - east.xM, p.yM - east.yM) < Math.hypot(best.xM - east.xM, best.yM - east.yM) ? p : best,
    );
    const widthM = Math.hypot(across.xM - east.xM, across.yM - east.yM);
    return [(east.xM + across.xM) / 2, (east.yM + across.yM) / 2, widthM] as const;
  });
}

/** Where bridges cross the river: its name does not stand under one. */
export const bridgesOf = (data: BasemapData): Enu[] =>
  data.roads.filter((road) => road.kind === 'bridge').map((road) => enuFromLonLat(road.path[2]!, road.path[3]!));

/** Han glyphs are one em wide, Latin and digits about six tenths. */
export function textWidthEm(text: string): number {
  let em = 0;
  for (const c of text) em += c.codePointAt(0)! > 0x2e80 ? 1 : 0.62;
  return em;
}

/** The river's name where the water is widest on screen and nothing stands on it. */
export function riverName(
  middles: readonly (readonly [number, number, number])[],
  bridges: readonly Enu[],
  view: View,
  em: number,
  ink: Ink,
  keepOut: readonly Box[],
): { readonly svg: string; readonly box: Box } | null {
  let best: ScreenPoint | null = null;
  let bestScore = 0;
  for (const [x, y, widthM] of middles) {
    if (bridges.some((bridge) => Math.hypot(bridge.xM - x, bridge.yM - y) < 420)) continue;
    const p = view.project(x, y, 0);
    if (!p || p.x < view.width * 0.08 || p.x > view.width * 0.92) continue;
    if (p.y < view.height * 0.24 || p.y > view.height * 0.9) continue;
    const box = { x: p.x - em * 2.1, y: p.y - em, w: em * 4.2, h: em * 2.1 };
    if (keepOut.some((other) => overlaps(box, other, 4))) continue;
    const score = widthM / p.depthM - Math.abs(p.x / view.width - 0.6) * 0.03;
    if (score > bestScore) {
      bestScore = score;
      best = p;
    }
  }
  if (!best) return null;
  const { x, y } = best;
  const text = (dy: number, size: number, fill: string, words: string, spacing: number): string =>
    `<text x="${x.toFixed(1)}" y="${(y + dy).toFixed(1)}" text-anchor="middle" font-size="${size.toFixed(1)}" letter-spacing="${(spacing * em).toFixed(1)}" fill="${fill}">${words}</text>`;
  return {
    svg: text(0, em * 0.95, ink.textHigh, '黄浦江', 0.14) + text(em * 0.9, captionOf(em), ink.textMid, 'Huangpu', 0.03),
    box: { x: x - em * 2.1, y: y - em, w: em * 4.2, h: em * 2.1 },
  };
}

/** Towers are named near, where they are known by shape; towns far off, where their buildings no longer are. */
const namedBetweenM = { tower: [0, 9000], street: [3800, 9500], town: [5500, 42_000], border: [800, 400_000] } as const;

/** SVG of the names that fit. */
export function drawPlaceNames(
  names: readonly PlaceName[],
  view: View,
  em: number,
  ink: Ink,
  hard: readonly Box[],
  soft: readonly Box[],
  most: number,
): string {
  const size = captionOf(em);
  const items: LabelItem[] = [];
  const byId = new Map<string, PlaceName>();
  for (const name of names) {
    const p = view.project(name.xM, name.yM, name.zM);
    if (!p || p.x < 0 || p.x > view.width || p.y < 0 || p.y > view.height) continue;
    const [near, far] = namedBetweenM[name.kind];
    if (p.depthM < near || p.depthM > far) continue;
    const w = Math.max(textWidthEm(name.zh) * size, name.kind === 'tower' ? 0 : textWidthEm(name.en) * size);
    items.push({ id: name.id, anchorX: p.x, anchorY: p.y, w, h: size * (name.kind === 'tower' ? 1.2 : 2.25) });
    byId.set(name.id, name);
  }
  const placed = placeLabels(items, {
    bounds: { x: em * 0.4, y: em * 0.4, w: view.width - em * 0.8, h: view.height - em * 0.8 },
    hard,
    soft,
    most,
    stepPx: size * 0.6,
  });
  return placed
    .map((label) => {
      const name = byId.get(label.id)!;
      const halo = `paint-order="stroke" stroke="${ink.city.land}" stroke-opacity="0.55" stroke-width="${(size * 0.2).toFixed(1)}" stroke-linejoin="round"`;
      const x = label.x.toFixed(1);
      const first = `<text x="${x}" y="${(label.y + size).toFixed(1)}" font-size="${size.toFixed(1)}" fill="${ink.textMid}" ${halo}>${name.zh}</text>`;
      // A name that had to step aside is tied to its tower by a hairline.
      const away = Math.hypot(label.leadX - label.anchorX, label.leadY - label.anchorY);
      const tie =
        name.kind === 'tower' && away > size
          ? `<path d="M${label.anchorX.toFixed(1)} ${label.anchorY.toFixed(1)}L${label.leadX.toFixed(1)} ${(label.y + size * 0.65).toFixed(1)}" stroke="${ink.textLow}" stroke-width="1"/>`
          : '';
      if (name.kind === 'tower') return tie + first;
      return `${first}<text x="${x}" y="${(label.y + size * 2.05).toFixed(1)}" font-size="${size.toFixed(1)}" fill="${ink.textLow}" ${halo}>${name.en}</text>`;
    })
    .join('');
}
