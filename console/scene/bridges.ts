import type { RoadLine } from '@chengyun/basemap/data.ts';
import { enuPath } from '@chengyun/basemap/project.ts';
import { addLoft, addQuad, type Clay, rectangle } from './loft.ts';

/** A stay cable or a hanger: x, y, z to x, y, z in metres. */
export type Cable = readonly [number, number, number, number, number, number];

const deckM = 46;
const deckHalfM = 15;
const approachM = 900;

/** Deck, pylons and cables of a Huangpu bridge; the Lupu bridge is an arch. Returns the cables as strokes. */
export function addBridge(clay: Clay, bridge: RoadLine): Cable[] {
  const path = enuPath(bridge.path);
  const [x0, y0, mx, my, x1, y1] = path;
  if (
    x0 === undefined ||
    y0 === undefined ||
    mx === undefined ||
    my === undefined ||
    x1 === undefined ||
    y1 === undefined
  ) {
    return [];
  }
  const length = Math.hypot(x1 - x0, y1 - y0);
  const ux = (x1 - x0) / length;
  const uy = (y1 - y0) / length;
  const at = (s: number, side: number): [number, number] => [mx + ux * s - uy * side, my + uy * s + ux * side];
  const half = (bridge.spanM ?? 500) / 2;
  const heightAt = (s: number): number =>
    deckM * Math.max(0, Math.min(1, (half + approachM - Math.abs(s)) / approachM));

  const stops = [-half - approachM, -half - approachM / 2, -half, 0, half, half + approachM / 2, half + approachM];
  for (let i = 0; i + 1 < stops.length; i++) {
    const [a, b] = [stops[i]!, stops[i + 1]!];
    const za = heightAt(a);
    const zb = heightAt(b);
    const corner = (s: number, side: number, z: number): [number, number, number] => [...at(s, side * deckHalfM), z];
    addQuad(clay, corner(a, -1, za), corner(b, -1, zb), corner(b, 1, zb), corner(a, 1, za), 0.4, false);
    for (const side of [-1, 1]) {
      addQuad(
        clay,
        corner(a, side, za - 4),
        corner(b, side, zb - 4),
        corner(b, side, zb),
        corner(a, side, za),
        0,
        false,
      );
    }
  }
  return bridge.id.includes('lupu')
    ? addArch(clay, at, half, bridge.pylonM ?? 100)
    : addPylons(clay, at, half, bridge.pylonM ?? 200);
}

type At = (s: number, side: number) => [number, number];

function addPylons(clay: Clay, at: At, half: number, topM: number): Cable[] {
  const cables: Cable[] = [];
  const turn = Math.atan2(at(1, 0)[1] - at(0, 0)[1], at(1, 0)[0] - at(0, 0)[0]);
  for (const end of [-half, half]) {
    const top = at(end, 0);
    for (const side of [-1, 1]) {
      const foot = at(end, side * 20);
      const shoulder = at(end, side * 16);
      addLoft(
        clay,
        [
          { zM: 0, outline: rectangle(foot[0], foot[1], 9, 8, turn) },
          { zM: deckM, outline: rectangle(shoulder[0], shoulder[1], 8, 7, turn) },
          { zM: topM, outline: rectangle(top[0], top[1], 6, 5, turn) },
        ],
        false,
        0.8,
      );
    }
    for (let i = 1; i <= 9; i++) {
      for (const way of [-1, 1]) {
        const s = end + way * (i / 9) * half * 0.94;
        const [x, y] = at(s, 0);
        cables.push([top[0], top[1], topM * (0.7 + 0.03 * i), x, y, deckM]);
      }
    }
  }
  return cables;
}

function addArch(clay: Clay, at: At, half: number, topM: number): Cable[] {
  const cables: Cable[] = [];
  const zAt = (t: number): number => 4 + (topM - 4) * (1 - t * t);
  const n = 18;
  for (const side of [-14, 14]) {
    for (let i = 0; i < n; i++) {
      const t0 = (i / n) * 2 - 1;
      const t1 = ((i + 1) / n) * 2 - 1;
      const a = at(t0 * half, side);
      const b = at(t1 * half, side);
      addQuad(clay, [...a, zAt(t0) - 4], [...b, zAt(t1) - 4], [...b, zAt(t1) + 4], [...a, zAt(t0) + 4], 0.8, false);
      if (zAt(t1) > deckM + 6) cables.push([...b, zAt(t1), ...at(t1 * half, side), deckM]);
    }
  }
  return cables;
}
