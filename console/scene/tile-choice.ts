import { type ChunkEntry, type LevelOfDetail, tileSizeM } from '@chengyun/basemap/chunks/chunk-index.ts';

/** The most tiles that are drawn at once: each is a draw call. */
const tilesMax = 56;
/** A tile is drawn finer when it is nearer than this many of its own lengths. */
const nearLengths = 14;

interface Node {
  readonly level: LevelOfDetail;
  readonly x: number;
  readonly y: number;
}

const keyOf = ({ level, x, y }: Node): string => `${level}/${x}/${y}`;

/**
 * Which tiles to draw from a place: everything coarse at first, then the
 * nearest made finer, nearest first, while there are draw calls to spend.
 */
export function createTileChoice(entries: readonly ChunkEntry[]): (xM: number, yM: number, zM: number) => ChunkEntry[] {
  const byKey = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const roots = new Map<string, Node>();
  for (const { level, x, y } of entries) {
    const up = 2 - level;
    const node: Node = { level: 2, x: x >> up, y: y >> up };
    roots.set(keyOf(node), node);
  }
  /** Whether anything lies in a tile or below it: a tile of small houses is empty from afar. */
  const peopled = new Set<string>();
  for (const { level, x, y } of entries) {
    for (let up = 0; level + up <= 2; up++) peopled.add(`${level + up}/${x >> up}/${y >> up}`);
  }
  return (xM, yM, zM) => {
    const lengths = ({ level, x, y }: Node): number => {
      const sizeM = tileSizeM(level);
      const gapX = Math.max(x * sizeM - xM, 0, xM - (x + 1) * sizeM);
      const gapY = Math.max(y * sizeM - yM, 0, yM - (y + 1) * sizeM);
      return Math.hypot(gapX, gapY, zM) / sizeM;
    };
    let drawn = [...roots.values()];
    const settled: Node[] = [];
    while (drawn.length > 0 && drawn.length + settled.length < tilesMax) {
      drawn.sort((a, b) => lengths(b) - lengths(a));
      const nearest = drawn.pop()!;
      if (nearest.level === 0 || lengths(nearest) > nearLengths) {
        settled.push(nearest);
        continue;
      }
      const level = (nearest.level - 1) as LevelOfDetail;
      const finer = [0, 1, 2, 3]
        .map((i): Node => ({ level, x: nearest.x * 2 + (i & 1), y: nearest.y * 2 + (i >> 1) }))
        .filter((node) => peopled.has(keyOf(node)));
      drawn.push(...finer);
    }
    drawn = [...settled, ...drawn];
    return drawn.flatMap((node) => byKey.get(keyOf(node)) ?? []);
  };
}
