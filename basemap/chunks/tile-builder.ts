/** Gathers the triangles and strokes of one tile. Everything is in metres from the south-west corner of the tile. */
import earcut from 'earcut';
import { type Chunk, directionScale, faceScale, quantise, roofDirection } from './chunk-format.ts';
import { type FlatRing, ringArea2 } from './simplify.ts';

export interface TileBuilder {
  readonly isEmpty: boolean;
  readonly topM: number;
  readonly vertices: number;
  /** A building: walls around every ring, a roof with its holes. `feature` is its number in the whole map. */
  readonly addSolid: (feature: number, rings: readonly FlatRing[], heightM: number) => void;
  readonly addArea: (feature: number, rings: readonly FlatRing[], role: number) => void;
  readonly addLine: (feature: number, path: FlatRing, role: number) => void;
  readonly finish: (level: number, x: number, y: number) => Chunk;
}

/** A vertex names its feature in 16 bits, signed: beyond that a tile is no tile any more. */
const featuresMax = 32_767;
/** Corners of a wall: bit 0 its right end, bit 1 its top. */
const corners = [0, 1, 3, 2] as const;

const counterClockwise = (ring: FlatRing, isOuter: boolean): FlatRing => {
  if (ringArea2(ring) > 0 === isOuter) return ring;
  const out: number[] = [];
  for (let i = ring.length - 2; i >= 0; i -= 2) out.push(ring[i]!, ring[i + 1]!);
  return out;
};

/** The corner at which each hole begins, counted through all rings. */
function holeStarts(rings: readonly FlatRing[]): number[] {
  const starts: number[] = [];
  let corner = 0;
  for (const ring of rings.slice(0, -1)) {
    corner += ring.length / 2;
    starts.push(corner);
  }
  return starts;
}

export function createTileBuilder(): TileBuilder {
  const numbers = new Map<number, number>();
  const solids: number[] = [];
  const solidIndices: number[] = [];
  const areas: number[] = [];
  const areaIndices: number[] = [];
  const lines: number[] = [];
  let topM = 0;

  const numberOf = (feature: number): number => {
    const found = numbers.get(feature) ?? numbers.size;
    if (found > featuresMax) throw new Error(`A tile of the map has more than ${featuresMax} features.`);
    numbers.set(feature, found);
    return found;
  };
  const small = (value: number): number => Math.max(0, Math.min(32_767, Math.round(value)));

  const addRoof = (rings: readonly FlatRing[], heightM: number, id: number): void => {
    const flat = rings.flat();
    const holes = holeStarts(rings);
    const base = solids.length / 8;
    for (let i = 0; i < flat.length; i += 2) {
      solids.push(quantise(flat[i]!), quantise(flat[i + 1]!), quantise(heightM), id, roofDirection, 0, 0, 0);
    }
    for (const i of earcut(flat, holes)) solidIndices.push(base + i);
  };

  return {
    get isEmpty() {
      return solids.length + areas.length + lines.length === 0;
    },
    get topM() {
      return topM;
    },
    get vertices() {
      return solids.length / 8 + areas.length / 4;
    },
    addSolid(feature, given, heightM) {
      const id = numberOf(feature);
      const rings = given.map((ring, i) => counterClockwise(ring, i === 0));
      topM = Math.max(topM, heightM);
      for (const ring of rings) {
        for (let i = 0; i < ring.length; i += 2) {
          const j = (i + 2) % ring.length;
          const [ax, ay, bx, by] = [ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!];
          const widthM = Math.hypot(bx - ax, by - ay);
          if (widthM < 0.05) continue;
          const direction = Math.round(Math.atan2(-(bx - ax), by - ay) * directionScale);
          const base = solids.length / 8;
          for (const bits of corners) {
            const [x, y] = bits & 1 ? [bx, by] : [ax, ay];
            const z = bits & 2 ? heightM : 0;
            solids.push(quantise(x), quantise(y), quantise(z), id, direction, bits);
            solids.push(small(widthM * faceScale), small(heightM * faceScale));
          }
          solidIndices.push(base, base + 1, base + 2, base, base + 2, base + 3);
        }
      }
      addRoof(rings, heightM, id);
    },
    addArea(feature, rings, role) {
      const id = numberOf(feature);
      const flat = rings.flat();
      const holes = holeStarts(rings);
      const base = areas.length / 4;
      for (let i = 0; i < flat.length; i += 2) areas.push(quantise(flat[i]!), quantise(flat[i + 1]!), id, role);
      for (const i of earcut(flat, holes)) areaIndices.push(base + i);
    },
    addLine(feature, path, role) {
      const id = numberOf(feature);
      for (let i = 0; i + 3 < path.length; i += 2) {
        lines.push(
          quantise(path[i]!),
          quantise(path[i + 1]!),
          quantise(path[i + 2]!),
          quantise(path[i + 3]!),
          id,
          role,
        );
      }
    },
    finish: (level, x, y) => ({
      ...{ level, x, y },
      features: Uint32Array.from(numbers.keys()),
      solids: Int16Array.from(solids),
      solidIndices: Uint32Array.from(solidIndices),
      areas: Int16Array.from(areas),
      areaIndices: Uint32Array.from(areaIndices),
      lines: Int16Array.from(lines),
    }),
  };
}
