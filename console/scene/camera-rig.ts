import { Matrix4, PerspectiveCamera, Vector3 } from 'three';
import { easeInOut, eyeOf, type Pose, poseBetween, poseFromHome } from './camera-path.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import type { HomeView } from './types.ts';

/** The camera, where it rests, and its one flight at a time. Writes the matrices that view and shaders share. */
export interface CameraRig {
  readonly camera: PerspectiveCamera;
  readonly viewProjection: Matrix4;
  readonly inverse: { readonly value: Matrix4 };
  readonly pose: () => Pose;
  readonly isFlying: () => boolean;
  readonly setAspect: (aspect: number) => void;
  /** Resolves when the camera has arrived, at once if another flight replaces it. */
  readonly fly: (to: Pose, durationMs: number) => Promise<void>;
  /** Moves along the flight; true when the camera moved. */
  readonly step: (nowMs: number) => boolean;
  /** Ends the flight where it is. */
  readonly land: () => void;
}

interface Flight {
  readonly from: Pose;
  readonly to: Pose;
  readonly durationMs: number;
  readonly arrive: () => void;
  startMs: number | null;
}

export function createCameraRig(shared: SharedUniforms, home: HomeView): CameraRig {
  const camera = new PerspectiveCamera(home.fovDeg ?? 30, 1, 60, 200_000);
  camera.up.set(0, 0, 1);
  const viewProjection = new Matrix4();
  const inverse = { value: new Matrix4() };
  const look = new Vector3();
  let pose = poseFromHome(home);
  let flight: Flight | null = null;

  const aim = (): void => {
    const [x, y, z] = eyeOf(pose);
    camera.position.set(x, y, z);
    camera.lookAt(look.set(pose.xM, pose.yM, 0));
    camera.near = Math.max(20, pose.rangeM * 0.03);
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    viewProjection.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
    inverse.value.copy(viewProjection).invert();
    shared.uEye.value.copy(camera.position);
    // Mist belongs to the picture, not to the place: from twice as far it begins twice as far.
    shared.uMistM.value = Math.max(10_000, pose.rangeM * 3.1);
  };
  const land = (): void => {
    const done = flight;
    flight = null;
    done?.arrive();
  };
  aim();

  return {
    camera,
    viewProjection,
    inverse,
    pose: () => pose,
    isFlying: () => flight !== null,
    setAspect(aspect) {
      camera.aspect = aspect;
      aim();
    },
    fly(to, durationMs) {
      land();
      if (durationMs <= 0) {
        pose = to;
        aim();
        return Promise.resolve();
      }
      return new Promise((arrive) => {
        flight = { from: pose, to, durationMs, arrive, startMs: null };
      });
    },
    step(nowMs) {
      if (!flight) return false;
      flight.startMs ??= nowMs;
      const t = Math.min(1, (nowMs - flight.startMs) / flight.durationMs);
      pose = poseBetween(flight.from, flight.to, easeInOut(t));
      aim();
      if (t === 1) land();
      return true;
    },
    land,
  };
}
