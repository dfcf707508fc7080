import { type Matrix4, Vector4 } from 'three';

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
}

/** Points nearer than this, or behind the camera, are not on the canvas. */
const nearM = 20;

export function viewOf(viewProjection: Matrix4, width: number, height: number): View {
  const point = new Vector4();
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
  };
}
