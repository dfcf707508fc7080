/**
 * A pin-hole camera over a flat street. World frame: x right, y ahead, z up, metres, the camera's foot at (0, 0).
 * Pixels: u to the right, v down, origin top left. Headings and yaw turn clockwise seen from above, 0 = ahead (+y).
 */
export interface CameraPose {
  readonly heightM: number;
  /** Downward tilt of the optical axis. */
  readonly pitchRad: number;
  readonly yawRad: number;
  readonly rollRad: number;
  readonly focalPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export type Point3 = readonly [x: number, y: number, z: number];

export interface Pixel {
  readonly u: number;
  readonly v: number;
}

export interface Camera {
  readonly pose: CameraPose;
  /** The polygon's outline in pixels, cut at the near plane; empty when wholly behind the camera. */
  projectPolygon(points: readonly Point3[]): Pixel[];
  /** One point in pixels with its depth along the axis, or null when it lies behind the near plane. */
  project(point: Point3): (Pixel & { readonly depthM: number }) | null;
  /** Where the ray through a pixel meets the ground, or null at and above the horizon. */
  groundAt(pixel: Pixel): { readonly xM: number; readonly yM: number } | null;
}

const NEAR_M = 0.5;

export function createCamera(pose: CameraPose): Camera {
  const { yawRad, pitchRad, rollRad, focalPx, widthPx, heightPx, heightM } = pose;
  const forward = [Math.sin(yawRad) * Math.cos(pitchRad), Math.cos(yawRad) * Math.cos(pitchRad), -Math.sin(pitchRad)];
  const levelRight = [Math.cos(yawRad), -Math.sin(yawRad), 0];
  const levelUp = [Math.sin(yawRad) * Math.sin(pitchRad), Math.cos(yawRad) * Math.sin(pitchRad), Math.cos(pitchRad)];
  const blend = (a: readonly number[], b: readonly number[], ka: number, kb: number): number[] =>
    a.map((value, index) => value * ka + b[index]! * kb);
  const right = blend(levelRight, levelUp, Math.cos(rollRad), Math.sin(rollRad));
  const up = blend(levelUp, levelRight, Math.cos(rollRad), -Math.sin(rollRad));
  const centreU = widthPx / 2;
  const centreV = heightPx / 2;
  const along = (axis: readonly number[], x: number, y: number, z: number): number =>
    axis[0]! * x + axis[1]! * y + axis[2]! * z;
  const toCamera = ([x, y, z]: Point3): [number, number, number] => [
    along(right, x, y, z - heightM),
    along(up, x, y, z - heightM),
    along(forward, x, y, z - heightM),
  ];
  const toPixel = ([a, b, depth]: readonly [number, number, number]): Pixel => ({
    u: centreU + (focalPx * a) / depth,
    v: centreV - (focalPx * b) / depth,
  });
  return {
    pose,
    project(point) {
      const seen = toCamera(point);
      return seen[2] < NEAR_M ? null : { ...toPixel(seen), depthM: seen[2] };
    },
    projectPolygon(points) {
      const seen = points.map(toCamera);
      const outline: Pixel[] = [];
      for (let index = 0; index < seen.length; index++) {
        const from = seen[index]!;
        const to = seen[(index + 1) % seen.length]!;
        if (from[2] >= NEAR_M) outline.push(toPixel(from));
        if (from[2] >= NEAR_M !== to[2] >= NEAR_M) {
          const share = (NEAR_M - from[2]) / (to[2] - from[2]);
          outline.push(toPixel([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, NEAR_M]));
        }
      }
      return outline;
    },
    groundAt({ u, v }) {
      const a = (u - centreU) / focalPx;
      const b = (centreV - v) / focalPx;
      const ray = [0, 1, 2].map((axis) => forward[axis]! + right[axis]! * a + up[axis]! * b);
      if (ray[2]! > -1e-4) return null;
      const reach = -heightM / ray[2]!;
      return { xM: ray[0]! * reach, yM: ray[1]! * reach };
    },
  };
}
