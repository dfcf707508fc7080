import type { BasemapData } from '@chengyun/basemap/data.ts';
import { isInRing } from '@chengyun/basemap/planar.ts';
import { enuFromLonLat, enuPath } from '@chengyun/basemap/project.ts';
import { unitCells } from '@chengyun/basemap/unit-cells.ts';
import { Group } from 'three';
import { createInkLines } from './ink-lines.ts';
import { ranks } from './pickable.ts';
import type { RoadTable } from './road-table.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import type { Stroke } from './stroke.ts';
import type { Picked, SceneAlarm } from './types.ts';

/** Roads as hairlines, banks and shore, the outline of the district. One draw call; how roads are is in their table. */
export interface Network {
  readonly group: Group;
  /** Banks inside the area of a level I are drawn in its pigment: the reach that is at stake. */
  readonly setReaches: (alarms: readonly SceneAlarm[]) => void;
  readonly dispose: () => void;
}

const normal: Readonly<Record<string, Stroke>> = {
  ring: { widthPx: 1.7, tone: 'mid', opacity: 0.75 },
  expressway: { widthPx: 1.5, tone: 'mid', opacity: 0.65 },
  elevated: { widthPx: 1.3, tone: 'low', opacity: 0.85 },
  main: { widthPx: 1.1, tone: 'low', opacity: 0.75 },
  bridge: { widthPx: 1.4, tone: 'mid', opacity: 0.6 },
  tunnel: { widthPx: 1, tone: 'low', dashM: 60, opacity: 0.5 },
};

/** A road changes its look in stretches of this length at most: a queue is not the whole of a ring road. */
const stretchM = 400;

interface BankSegment {
  readonly n: number;
  readonly stroke: Stroke;
  readonly xM: number;
  readonly yM: number;
}

const reach: Stroke = { widthPx: 4.5, tone: 'red' };

const feature = ({ id }: { readonly id: string }): Picked => ({ kind: 'feature', id });

export function createNetwork(data: BasemapData, shared: SharedUniforms, roads: RoadTable): Network {
  const paths: { path: Float64Array; stroke: Stroke; thing?: Picked; bank?: true }[] = [
    {
      path: data.district.kind === 'extent' ? new Float64Array() : enuPath(data.district.path),
      stroke: { widthPx: 2.2, tone: 'high', dashM: 260, opacity: 0.7 },
    },
    ...data.boundaries.map((l) => ({
      path: enuPath(l.path),
      stroke: { widthPx: 1.6, tone: 'mid', dashM: 400, opacity: 0.8 } as const,
    })),
    ...data.overlays.flatMap(({ style, lines }) =>
      lines.map((l) => ({ path: enuPath(l.path), stroke: style, thing: feature(l) })),
    ),
    {
      path: enuPath(data.seaWall.path),
      stroke: { widthPx: 2, tone: 'high', opacity: 0.75, brushed: true },
      thing: feature(data.seaWall),
    },
    ...data.lakes.map((l) => ({
      path: enuPath(l.path),
      stroke: { widthPx: 1.4, tone: 'high', opacity: 0.7 } as const,
      thing: feature(l),
    })),
    ...data.waterways.map((l) => ({
      path: enuPath(l.path),
      stroke: { widthPx: 1.5, tone: 'water' } as const,
      thing: feature(l),
    })),
    ...cellEdges(data).map((path) => ({
      path,
      stroke: { widthPx: 1.5, tone: 'mid', dashM: 60, opacity: 0.95 } as const,
    })),
    ...data.river.flatMap((a) => banksOf(enuPath(a.path)).map((bank) => ({ ...bank, thing: feature(a) }))),
    ...data.roads.map((r) => ({
      path: inPieces(enuPath(r.path), stretchM),
      stroke: normal[r.kind] ?? normal.main!,
      thing: { kind: 'road', id: r.id } as const,
    })),
  ];
  const shown: Picked[] = [];
  const things = { rank: ranks.line, count: () => shown.length, thing: (i: number) => shown[i] ?? null };
  const capacity = paths.reduce((sum, p) => sum + Math.max(0, p.path.length / 2 - 1), 0);
  const lines = createInkLines(shared, { capacity, renderOrder: 1, depthTest: false, roads, things });
  const banks: BankSegment[] = [];
  let n = 0;
  for (const { path, stroke, thing, bank } of paths) {
    const number = thing ? shown.push(thing) - 1 : -1;
    for (let i = 0; i + 3 < path.length; i += 2, n++) {
      lines.setSegment(n, path[i]!, path[i + 1]!, 0, path[i + 2]!, path[i + 3]!, 0);
      lines.setStroke(n, stroke);
      const middle = { xM: (path[i]! + path[i + 2]!) / 2, yM: (path[i + 1]! + path[i + 3]!) / 2 };
      if (bank) banks.push({ n, stroke, ...middle });
      lines.setThing(n, number);
      if (thing?.kind === 'road') lines.setRow(n, roads.add(thing.id, stroke, middle));
    }
  }
  lines.setCount(n);

  const group = new Group();
  group.add(lines.mesh);
  let reachShown = false;
  return {
    group,
    setReaches(alarms) {
      const reds = alarms
        .filter((a) => a.level === 'red' && a.state !== 'cleared')
        .map((a) => ({ radiusM: a.radiusM, ...enuFromLonLat(a.lonDeg, a.latDeg) }));
      if (reds.length === 0 && !reachShown) return;
      reachShown = reds.length > 0;
      for (const { n: segment, stroke, xM, yM } of banks) {
        const wet = reds.some((red) => Math.hypot(red.xM - xM, red.yM - yM) < red.radiusM);
        lines.setStroke(segment, wet ? reach : stroke);
      }
      lines.commit();
    },
    dispose: lines.dispose,
  };
}

/** A path whose segments are no longer than `mostM`. */
function inPieces(path: Float64Array, mostM: number): Float64Array {
  const out: number[] = [...path.slice(0, 2)];
  for (let i = 0; i + 3 < path.length; i += 2) {
    const [ax, ay, bx, by] = [path[i]!, path[i + 1]!, path[i + 2]!, path[i + 3]!];
    const pieces = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / mostM));
    for (let k = 1; k <= pieces; k++) out.push(ax + ((bx - ax) * k) / pieces, ay + ((by - ay) * k) / pieces);
  }
  return Float64Array.from(out);
}

/** Borders between street and town units, each once, only where both sides are land of the district. */
function cellEdges(data: BasemapData): Float64Array[] {
  const district = enuPath(data.district.path);
  const edges = new Map<string, Float64Array>();
  for (const { ring } of unitCells(data.units)) {
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      const ends = [
        [ring[i]!, ring[i + 1]!],
        [ring[j]!, ring[j + 1]!],
      ].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
      const [ax, ay, bx, by] = ends.flat() as [number, number, number, number];
      edges.set([ax, ay, bx, by].map(Math.round).join(), inside(district, ax, ay, bx, by));
    }
  }
  return [...edges.values()].filter((path) => path.length >= 4);
}

/** The longest run of a segment that lies inside a ring, in steps of about 200 m. */
function inside(ring: Float64Array, ax: number, ay: number, bx: number, by: number): Float64Array {
  const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / 200));
  let best: number[] = [];
  let run: number[] = [];
  for (let k = 0; k <= steps; k++) {
    const x = ax + ((bx - ax) * k) / steps;
    const y = ay + ((by - ay) * k) / steps;
    if (isInRing(ring, x, y)) run.push(x, y);
    else run = [];
    if (run.length > best.length) best = run;
  }
  return best.length < 4 ? new Float64Array() : Float64Array.from([...best.slice(0, 2), ...best.slice(-2)]);
}

/**
 * The two banks of a river polygon, which is one bank out and the other back;
 * the closing edges across the water, at the mouth and upstream, are left out.
 */
function banksOf(ring: Float64Array): { path: Float64Array; stroke: Stroke; bank: true }[] {
  const corners = ring.length / 2 - 1;
  const stroke: Stroke = { widthPx: 2.2, tone: 'high', opacity: 0.85, brushed: true };
  return [
    { path: ring.slice(0, corners), stroke, bank: true },
    { path: ring.slice(corners, corners * 2), stroke, bank: true },
  ];
}
