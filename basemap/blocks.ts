/**
 * Building blocks that fill the city between the landmarks.
 *
 * No open footprint file exists for the whole district, so the fabric is
 * invented, deterministically: the same seed gives the same city on every
 * screen. What is true is where blocks are *not* (water, parks, roads, under
 * landmarks) and where they are dense and tall (schematic density). The count
 * is spent where the cameras look: blocks thin out with distance from 陆家嘴.
 */
import type { BasemapData } from './data.ts';
import { createDensity } from './density.ts';
import { cover, createLandMask, type LandMask } from './land-mask.ts';
import { enuFromLonLat, enuPath } from './project.ts';
import { createRandom } from './random.ts';

/** Parallel arrays, one entry per block; positions are ENU metres from the origin. */
export interface Blocks {
  readonly count: number;
  readonly xM: Float32Array;
  readonly yM: Float32Array;
  readonly widthM: Float32Array;
  readonly depthM: Float32Array;
  readonly heightM: Float32Array;
  /** Radians, counter-clockwise from east. */
  readonly rotation: Float32Array;
  /** −1…1, a tone of its own for each block. */
  readonly shade: Float32Array;
}

export interface BlockOptions {
  /** Asked for; fewer come back where the land is full. */
  readonly count: number;
  readonly seed: number;
  readonly data: BasemapData;
}

const cellM = 420;
/** A site every 55 m or so: more would be pillars, not a city. */
const cellMost = 58;
const landmarkGapM = 12;

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

/** How much of the count a place deserves: most where the home views look, south of 陆家嘴. */
const attention = (x: number, y: number): number =>
  0.03 +
  Math.exp(-((Math.hypot(x - 400, y + 1500) / 5400) ** 1.3)) +
  1.5 * Math.exp(-((Math.hypot(x - 500, y - 500) / 2000) ** 2));

function cellsOf(mask: LandMask, densityAt: (x: number, y: number) => number): Cell[] {
  const cells: Cell[] = [];
  for (let y = -45_000; y < 20_000; y += cellM) {
    for (let x = -14_000; x < 47_000; x += cellM) {
      let free = 0;
      for (let i = 0; i < 9; i++) {
        if (mask.at(x + ((i % 3) - 1) * 140, y + (Math.floor(i / 3) - 1) * 140) === cover.land) free++;
      }
      if (free === 0) continue;
      const weight = (free / 9) * densityAt(x, y) * attention(x, y);
      if (weight > 0.0015) cells.push({ x, y, weight });
    }
  }
  return cells;
}

/** The direction of the nearest road, so that quarters line up with their streets. */
function createStreetDirection(data: BasemapData): (x: number, y: number) => number {
  const segments: number[] = [];
  for (const line of [...data.roads, ...data.river]) {
    const path = enuPath(line.path);
    for (let i = 0; i + 3 < path.length; i += 2) {
      const dx = path[i + 2]! - path[i]!;
      const dy = path[i + 3]! - path[i + 1]!;
      segments.push((path[i]! + path[i + 2]!) / 2, (path[i + 1]! + path[i + 3]!) / 2, Math.atan2(dy, dx));
    }
  }
  return (x, y) => {
    let best = Number.POSITIVE_INFINITY;
    let angle = 0;
    for (let i = 0; i < segments.length; i += 3) {
      const d = (segments[i]! - x) ** 2 + (segments[i + 1]! - y) ** 2;
      if (d < best) {
        best = d;
        angle = segments[i + 2]!;
      }
    }
    return angle;
  };
}

/** Fills the city with blocks. Deterministic in `seed`, `count` and the base map. */
export function generateBlocks({ count, seed, data }: BlockOptions): Blocks {
  const random = createRandom(seed);
  const mask = createLandMask(data);
  const density = createDensity(data);
  const directionAt = createStreetDirection(data);
  const landmarks = data.landmarks.map((l) => ({
    ...enuFromLonLat(l.lonDeg, l.latDeg),
    radiusM: Math.hypot(l.widthM, l.depthM) / 2 + landmarkGapM,
  }));
  const cells = cellsOf(mask, density.at);
  const total = cells.reduce((sum, cell) => sum + cell.weight, 0);

  const isFree = (x: number, y: number, reachM: number): boolean => {
    for (const [dx, dy] of corners) if (mask.at(x + dx * reachM, y + dy * reachM) !== cover.land) return false;
    return landmarks.every((l) => Math.hypot(l.xM - x, l.yM - y) > l.radiusM + reachM * 0.8);
  };

  // Lattice sites are drawn for half as many again as asked, since some fall on water or roads.
  const rows: number[][] = [];
  for (const cell of cells) {
    const wanted = Math.min(cellMost, (cell.weight / total) * count * 1.5);
    const n = Math.floor(wanted) + (random() < wanted % 1 ? 1 : 0);
    if (n === 0) continue;
    const side = Math.ceil(Math.sqrt(n));
    const pitch = cellM / side;
    const angle = directionAt(cell.x, cell.y);
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    for (const site of shuffled(side * side, random).slice(0, n)) {
      const u = ((site % side) + 0.5 - side / 2 + (random() - 0.5) * 0.22) * pitch;
      const v = (Math.floor(site / side) + 0.5 - side / 2 + (random() - 0.5) * 0.22) * pitch;
      const x = cell.x + u * cos - v * sin;
      const y = cell.y + u * sin + v * cos;
      const core = density.coreAt(x, y);
      const heightM = heightFor(density.at(x, y), core, random);
      const slim = heightM > 70 ? 0.55 : 1;
      const widthM = Math.max(18, Math.min(heightM > 70 ? 54 : 120, pitch * (0.46 + 0.36 * random()) * slim));
      const depthM = Math.max(14, Math.min(64, pitch * (0.28 + 0.3 * random()) * slim));
      const rotation = angle + (random() < 0.3 ? Math.PI / 2 : 0) + (random() - 0.5) * 0.08;
      if (!isFree(x, y, Math.max(widthM, depthM) * 0.45)) continue;
      rows.push([x, y, widthM, depthM, heightM, rotation, random() * 2 - 1]);
    }
  }
  return blocksFrom(rows, count, random);
}

const corners = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** Six floors by default, slabs of eleven to thirty by chance, towers in the core; metres. */
function heightFor(density: number, core: number, random: () => number): number {
  const spread = (random() + random() + random()) / 1.5 - 1;
  const low = 12 + 16 * density;
  const slab = random() < 0.25 * density ? 34 + 54 * random() + (random() < 0.18 ? 60 * random() : 0) : 0;
  const tower = core > 0.12 && random() < core * 0.9 ? 62 + 140 * Math.min(1, core * 1.3) * random() : 0;
  return Math.min(205, Math.max(low * Math.exp(0.5 * spread), slab, tower));
}

function shuffled(n: number, random: () => number): number[] {
  const list = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

function blocksFrom(rows: readonly number[][], count: number, random: () => number): Blocks {
  const order = shuffled(rows.length, random).slice(0, count);
  const column = (k: number): Float32Array => Float32Array.from(order, (i) => rows[i]![k]!);
  return {
    count: order.length,
    xM: column(0),
    yM: column(1),
    widthM: column(2),
    depthM: column(3),
    heightM: column(4),
    rotation: column(5),
    shade: column(6),
  };
}
