/**
 * Draws solids of the world through a camera on a canvas, and remembers the pixel bounds of what it drew, which is how
 * the truth boxes come to be. A frame of reference (position + heading) turns local coordinates (along, across to the
 * right, up) into world ones.
 */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Camera, Pixel, Point3 } from './camera.ts';

export type Colour = readonly [red: number, green: number, blue: number];

export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Place {
  readonly xM: number;
  readonly yM: number;
  readonly headingRad: number;
}

/** A frustum along the local axes: [rear, front] and half width at the bottom and at the top. */
export interface Frustum {
  readonly bottom: readonly [rearM: number, frontM: number, halfWidthM: number];
  readonly top: readonly [rearM: number, frontM: number, halfWidthM: number];
  readonly fromM: number;
  readonly toM: number;
}

export interface Brush {
  readonly context: SKRSContext2D;
  readonly camera: Camera;
  polygon(points: readonly Point3[], style: string): void;
  /** Like polygon, but only when its counter-clockwise side (seen from outside) faces the camera. */
  face(points: readonly Point3[], style: string): boolean;
  frustum(place: Place, solid: Frustum, side: Colour, roof: Colour): void;
  ball(centre: Point3, radiusM: number, style: string): void;
  line(from: Point3, to: Point3, widthM: number, style: string): void;
  startBounds(): void;
  /** Pixel bounds of everything drawn since startBounds. */
  takeBounds(): Bounds | null;
}

export const css = (colour: Colour, brightness = 1, alpha = 1): string => {
  const part = (value: number): number => Math.max(0, Math.min(255, Math.round(value * brightness)));
  return `rgba(${part(colour[0])},${part(colour[1])},${part(colour[2])},${alpha})`;
};

export function worldFrom(place: Place, alongM: number, acrossM: number, upM: number): Point3 {
  const sin = Math.sin(place.headingRad);
  const cos = Math.cos(place.headingRad);
  return [place.xM + alongM * sin + acrossM * cos, place.yM + alongM * cos - acrossM * sin, upM];
}

const area = (outline: readonly Pixel[]): number => {
  let sum = 0;
  for (let index = 0; index < outline.length; index++) {
    const from = outline[index]!;
    const to = outline[(index + 1) % outline.length]!;
    sum += from.u * to.v - to.u * from.v;
  }
  return sum / 2;
};

/** `sunRad`: azimuth that the sun shines from; walls turned to it are brighter. */
export function createBrush(context: SKRSContext2D, camera: Camera, sunRad: number): Brush {
  let bounds: Bounds | null = null;
  const grow = (u: number, v: number, radius = 0): void => {
    if (bounds === null) bounds = { left: u, top: v, right: u, bottom: v };
    bounds.left = Math.min(bounds.left, u - radius);
    bounds.right = Math.max(bounds.right, u + radius);
    bounds.top = Math.min(bounds.top, v - radius);
    bounds.bottom = Math.max(bounds.bottom, v + radius);
  };
  const fill = (outline: readonly Pixel[], style: string): void => {
    if (outline.length < 3) return;
    context.fillStyle = style;
    context.beginPath();
    for (const { u, v } of outline) {
      context.lineTo(u, v);
      grow(u, v);
    }
    context.closePath();
    context.fill();
  };
  const face = (points: readonly Point3[], style: string): boolean => {
    const outline = camera.projectPolygon(points);
    if (outline.length < 3 || area(outline) >= 0) return false;
    fill(outline, style);
    return true;
  };
  const shade = (azimuthRad: number): number => 0.62 + 0.33 * Math.max(0, Math.cos(azimuthRad - sunRad));
  return {
    context,
    camera,
    polygon: (points, style) => fill(camera.projectPolygon(points), style),
    face,
    frustum(place, { bottom, top, fromM, toM }, side, roof) {
      const corner = (end: 0 | 1, across: 1 | -1, high: boolean): Point3 => {
        const rim = high ? top : bottom;
        return worldFrom(place, rim[end], rim[2] * across, high ? toM : fromM);
      };
      const wall = (a: Point3, b: Point3, c: Point3, d: Point3, azimuthRad: number): boolean =>
        face([a, b, c, d], css(side, shade(azimuthRad)));
      const heading = place.headingRad;
      wall(corner(1, 1, false), corner(1, -1, false), corner(1, -1, true), corner(1, 1, true), heading);
      wall(corner(0, -1, false), corner(0, 1, false), corner(0, 1, true), corner(0, -1, true), heading + Math.PI);
      wall(corner(0, 1, false), corner(1, 1, false), corner(1, 1, true), corner(0, 1, true), heading + Math.PI / 2);
      wall(corner(1, -1, false), corner(0, -1, false), corner(0, -1, true), corner(1, -1, true), heading - Math.PI / 2);
      face([corner(0, -1, true), corner(0, 1, true), corner(1, 1, true), corner(1, -1, true)], css(roof));
    },
    ball(centre, radiusM, style) {
      const seen = camera.project(centre);
      if (seen === null) return;
      const radius = (camera.pose.focalPx * radiusM) / seen.depthM;
      context.fillStyle = style;
      context.beginPath();
      context.arc(seen.u, seen.v, radius, 0, Math.PI * 2);
      context.fill();
      grow(seen.u, seen.v, radius);
    },
    line(from, to, widthM, style) {
      const a = camera.project(from);
      const b = camera.project(to);
      if (a === null || b === null) return;
      const width = Math.max(0.6, (camera.pose.focalPx * widthM * 2) / (a.depthM + b.depthM));
      context.strokeStyle = style;
      context.lineWidth = width;
      context.lineCap = 'round';
      context.beginPath();
      context.moveTo(a.u, a.v);
      context.lineTo(b.u, b.v);
      context.stroke();
      grow(a.u, a.v, width / 2);
      grow(b.u, b.v, width / 2);
    },
    startBounds() {
      bounds = null;
    },
    takeBounds() {
      const taken = bounds;
      bounds = null;
      return taken;
    },
  };
}
