/** Truth boxes from projected extents, and how much of each thing can be seen past the nearer ones. */
import type { Bounds } from './brush.ts';
import type { Pixel } from './camera.ts';
import type { TruthClass } from './movers.ts';

export interface TruthBox {
  readonly cls: TruthClass;
  /** Pixels, top-left corner and size, cut at the frame's border. */
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Share of the whole thing that is in the frame and not behind another, 0..1. */
  readonly visible: number;
}

export interface Seen {
  readonly cls: TruthClass;
  readonly bounds: Bounds;
  readonly distanceM: number;
}

const GRID = 9;

/** `seen` ordered from far to near. */
export function truthBoxes(seen: readonly Seen[], widthPx: number, heightPx: number): TruthBox[] {
  const boxes: TruthBox[] = [];
  for (let index = 0; index < seen.length; index++) {
    const { cls, bounds } = seen[index]!;
    const left = Math.max(0, bounds.left);
    const top = Math.max(0, bounds.top);
    const w = Math.min(widthPx, bounds.right) - left;
    const h = Math.min(heightPx, bounds.bottom) - top;
    if (w < 2 || h < 2) continue;
    const nearer = seen
      .slice(index + 1)
      .filter(({ bounds: b }) => b.left < left + w && b.right > left && b.top < top + h && b.bottom > top);
    let free = 0;
    for (let row = 0; row < GRID; row++) {
      for (let column = 0; column < GRID; column++) {
        const u = left + ((column + 0.5) / GRID) * w;
        const v = top + ((row + 0.5) / GRID) * h;
        // A box is emptier near its rim than the thing inside it: shrink what hides by a tenth.
        const hidden = nearer.some(({ bounds: b }) => {
          const inset = 0.05 * (b.right - b.left);
          return u > b.left + inset && u < b.right - inset && v > b.top + inset && v < b.bottom;
        });
        if (!hidden) free++;
      }
    }
    const whole = (bounds.right - bounds.left) * (bounds.bottom - bounds.top);
    boxes.push({ cls, x: left, y: top, w, h, visible: (free / (GRID * GRID)) * ((w * h) / whole) });
  }
  return boxes;
}

export function isInside({ u, v }: Pixel, polygon: readonly Pixel[]): boolean {
  let inside = false;
  for (let index = 0, before = polygon.length - 1; index < polygon.length; before = index++) {
    const a = polygon[index]!;
    const b = polygon[before]!;
    if (a.v > v !== b.v > v && u < ((b.u - a.u) * (v - a.v)) / (b.v - a.v) + a.u) inside = !inside;
  }
  return inside;
}
