import { Matrix4, Vector4 } from 'three';

/** A point on the canvas in CSS pixels, with its distance along the view. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
  readonly depthM: number;
}

/** What the label layer and picking need to know of the camera. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly project: (xM: number, yM: number, zM: number) => ScreenPoint | null;
  /** The ground under a pixel; the sky is cut off at `farM`, so that there is always an answer. */
  readonly groundAt: (x: number, y: number, farM?: number) => { readonly xM: number; readonly yM: number };
}

/** Points nearer than this, or behind the camera, are not on the canvas. */
const nearM = 20;

/** Follows the matrix it is given: the camera writes it, the view reads it. */
export function viewOf(viewProjection: Matrix4, width: number, height: number): View {
  const point = new Vector4();
  const a = new Vector4();
  const b = new Vector4();
  const inverse = new Matrix4();
  return {
    width,
    height,
    project(xM, yM, zM) {
      point.set(xM, yM, zM, 1).applyMatrix4(viewProjection);
      if (point.w < nearM) return null;
      return {
        x: (point.x / point.w / 2 + 0.5) * width,
        y: (0.5 - point.y / point.w / 2) * height,
        depthM: point.w,
      };
    },
    groundAt(x, y, farM = 40_000) {
      inverse.copy(viewProjection).invert();
      const nx = (x / width) * 2 - 1;
      const ny = 1 - (y / height) * 2;
      a.set(nx, ny, -1, 1).applyMatrix4(inverse);
      b.set(nx, ny, 1, 1).applyMatrix4(inverse);
      a.divideScalar(a.w);
      b.divideScalar(b.w);
      const [dx, dy, dz] = [b.x - a.x, b.y - a.y, b.z - a.z];
      const flat = Math.hypot(dx, dy) || 1;
      const t = dz < 0 ? Math.min(-a.z / dz, farM / flat) : farM / flat;
      return { xM: a.x + dx * t, yM: a.y + dy * t };
    },
  };
}

/** The ground in view: near left, near right, far right, far left; the sky is cut off at `farM`. */
export function footprintOf(view: View, farM: number): { readonly xM: number; readonly yM: number }[] {
  const { width, height } = view;
  const corners = [
    [0, height],
    [width, height],
    [width, 0],
    [0, 0],
  ] as const;
  return corners.map(([x, y]) => view.groundAt(x, y, farM));
}
