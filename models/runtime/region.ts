/** Cuts out of a frame what a classifier shall look at. */
import type { RgbFrame } from './manifest-types.ts';
import { ModelError } from './model-error.ts';

export type Corner = readonly [x: number, y: number];

/** A box or a polygon of at least three corners, in parts of the picture, 0..1 from the top left: as zones are drawn. */
export type Region =
  | { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  | readonly Corner[];

const isPolygon = (region: Region): region is readonly Corner[] => Array.isArray(region);
const SIDE_MIN_PX = 4;

function isInside(x: number, y: number, corners: readonly Corner[]): boolean {
  let inside = false;
  for (let index = 0, before = corners.length - 1; index < corners.length; before = index++) {
    const [ax, ay] = corners[index]!;
    const [bx, by] = corners[before]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** The frame cut to the region's bounds; what lies outside of a polygon becomes grey `pad`. */
export function cropRegion(frame: RgbFrame, region: Region, pad: number): RgbFrame {
  const corners: readonly Corner[] = isPolygon(region)
    ? region
    : [
        [region.x, region.y],
        [region.x + region.w, region.y + region.h],
      ];
  const xs = corners.map(([x]) => x * frame.width);
  const ys = corners.map(([, y]) => y * frame.height);
  const left = Math.max(0, Math.floor(Math.min(...xs)));
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const width = Math.min(frame.width, Math.ceil(Math.max(...xs))) - left;
  const height = Math.min(frame.height, Math.ceil(Math.max(...ys))) - top;
  if (!(width >= SIDE_MIN_PX) || !(height >= SIDE_MIN_PX)) {
    throw new ModelError(
      `the region covers less than ${SIDE_MIN_PX} pixels of a ${frame.width}x${frame.height} frame in width or height`,
    );
  }
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * frame.width + left) * 3;
    rgb.set(frame.rgb.subarray(from, from + width * 3), row * width * 3);
    if (!isPolygon(region)) continue;
    for (let column = 0; column < width; column++) {
      const x = (left + column + 0.5) / frame.width;
      const y = (top + row + 0.5) / frame.height;
      if (!isInside(x, y, region)) rgb.fill(pad, (row * width + column) * 3, (row * width + column) * 3 + 3);
    }
  }
  return { rgb, width, height };
}
