import type { BasemapData } from '@chengyun/basemap/data.ts';
import { isInRing } from '@chengyun/basemap/planar.ts';
import { enuFromLonLat, enuPath } from '@chengyun/basemap/project.ts';
import { unitCells } from '@chengyun/basemap/unit-cells.ts';
import { Group } from 'three';
import { createInkLines, type Stroke } from './ink-lines.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import type { RoadState, SceneAlarm, SceneRoad } from './types.ts';

/** Roads as hairlines, banks and shore, the outline of the district. One draw call. */
export interface Network {
  readonly group: Group;
  readonly setRoads: (roads: readonly SceneRoad[]) => void;
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

/** Congestion is wider ink; pigment only where nobody can pass. */
const strokeOf = (kind: string, state: RoadState): Stroke => {
  const calm = normal[kind] ?? normal.main!;
  if (state === 'slow') return { widthPx: calm.widthPx + 2, tone: 'high', opacity: 0.85 };
  if (state === 'closed') return { widthPx: calm.widthPx + 2.4, tone: 'orange', dashM: 90 };
  return calm;
};

interface BankSegment {
  readonly n: number;
  readonly stroke: Stroke;
  readonly xM: number;
  readonly yM: number;
}

const reach: Stroke = { widthPx: 4.5, tone: 'red' };

interface Span {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

export function createNetwork(data: BasemapData, shared: SharedUniforms): Network {
  const paths: { path: Float64Array; stroke: Stroke; id?: string; kind?: string; bank?: true }[] = [
    {
      path: data.district.kind === 'extent' ? new Float64Array() : enuPath(data.district.path),
      stroke: { widthPx: 2.2, tone: 'high', dashM: 260, opacity: 0.7 },
    },
    ...data.boundaries.map((l) => ({
      path: enuPath(l.path),
      stroke: { widthPx: 1.6, tone: 'mid', dashM: 400, opacity: 0.8 } as const,
    })),
    ...data.overlays.flatMap(({ style, lines }) => lines.map((l) => ({ path: enuPath(l.path), stroke: style }))),
    { path: enuPath(data.seaWall.path), stroke: { widthPx: 2, tone: 'high', opacity: 0.75, brushed: true } },
    ...data.lakes.map((l) => ({
      path: enuPath(l.path),
      stroke: { widthPx: 1.4, tone: 'high', opacity: 0.7 } as const,
    })),
    ...data.waterways.map((l) => ({ path: enuPath(l.path), stroke: { widthPx: 1.5, tone: 'water' } as const })),
    ...cellEdges(data).map((path) => ({
      path,
      stroke: { widthPx: 1.5, tone: 'mid', dashM: 60, opacity: 0.95 } as const,
    })),
    ...data.river.flatMap((a) => banksOf(enuPath(a.path))),
    ...data.roads.map((r) => ({ path: enuPath(r.path), stroke: strokeOf(r.kind, 'normal'), id: r.id, kind: r.kind })),
  ];
  const capacity = paths.reduce((sum, p) => sum + Math.max(0, p.path.length / 2 - 1), 0);
  const lines = createInkLines(shared, { capacity, renderOrder: 1, depthTest: false });
  const spans = new Map<string, Span>();
  const banks: BankSegment[] = [];
  let n = 0;
  for (const { path, stroke, id, kind, bank } of paths) {
    const from = n;
    for (let i = 0; i + 3 < path.length; i += 2, n++) {
      lines.setSegment(n, path[i]!, path[i + 1]!, 0, path[i + 2]!, path[i + 3]!, 0);
      lines.setStroke(n, stroke);
      if (bank) banks.push({ n, stroke, xM: (path[i]! + path[i + 2]!) / 2, yM: (path[i + 1]! + path[i + 3]!) / 2 });
    }
    if (id !== undefined && kind !== undefined) spans.set(id, { kind, from, to: n });
  }
  lines.setCount(n);

  const group = new Group();
  group.add(lines.mesh);
  let reachShown = false;
  const states = new Map<string, RoadState>();
  const show = (id: string, state: RoadState): void => {
    const span = spans.get(id);
    if (!span) return;
    const stroke = strokeOf(span.kind, state);
    for (let i = span.from; i < span.to; i++) lines.setStroke(i, stroke);
  };
  return {
    group,
    setRoads(roads) {
      const next = new Map(roads.map((road) => [road.id, road.state]));
      for (const id of states.keys()) if (!next.has(id)) show(id, 'normal');
      for (const [id, state] of next) if (states.get(id) !== state) show(id, state);
      states.clear();
      for (const [id, state] of next) states.set(id, state);
      lines.commit();
    },
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
