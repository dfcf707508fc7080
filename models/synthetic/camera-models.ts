/**
 * Three families of cameras. Training and scored scenes never share one: their heights and focal lengths lie in
 * separate bands, so a score says something about a camera that the model has not seen. `simulator` is the family of
 * the two demonstration cameras; its seeds appear in neither set.
 */
import type { CameraPose } from './camera.ts';
import type { Random } from './random.ts';

export type CameraModel = 'training' | 'scored' | 'simulator';

interface Family {
  /** Bands to choose from. */
  readonly heightM: readonly (readonly [number, number])[];
  /** Focal length in units of the image width. */
  readonly focal: readonly (readonly [number, number])[];
  readonly aimM: readonly [number, number];
  readonly yawRadMax: number;
  readonly rollRadMax: number;
}

const FAMILIES: Readonly<Record<CameraModel, Family>> = {
  training: {
    heightM: [
      [4.5, 6.2],
      [7, 8.6],
      [9.8, 12],
    ],
    focal: [
      [0.62, 0.84],
      [0.94, 1.3],
    ],
    aimM: [15, 38],
    yawRadMax: 0.85,
    rollRadMax: 0.05,
  },
  scored: {
    heightM: [
      [6.3, 6.9],
      [8.7, 9.7],
    ],
    focal: [[0.85, 0.93]],
    aimM: [16, 36],
    yawRadMax: 0.75,
    rollRadMax: 0.04,
  },
  simulator: { heightM: [[6.2, 7.2]], focal: [[0.8, 0.9]], aimM: [22, 26], yawRadMax: 0.12, rollRadMax: 0.01 },
};

/** A pose of the family, aimed at a point on the ground `aim` ahead (returned, so that the road can be laid there). */
export function drawPose(
  model: CameraModel,
  random: Random,
  widthPx: number,
  heightPx: number,
): { readonly pose: CameraPose; readonly aimXM: number; readonly aimYM: number } {
  const family = FAMILIES[model];
  const heightM = random.range(...random.pick(family.heightM));
  const aimM = random.range(...family.aimM);
  // Mostly along the road as traffic cameras look, sometimes across it.
  const yawRad = random.range(-1, 1) * random.range(0.3, 1) * family.yawRadMax * (random.chance(0.6) ? 0.5 : 1);
  const pose: CameraPose = {
    heightM,
    pitchRad: Math.atan(heightM / aimM) + random.range(-0.06, 0.03),
    yawRad,
    rollRad: random.range(-1, 1) * family.rollRadMax,
    focalPx: random.range(...random.pick(family.focal)) * widthPx,
    widthPx,
    heightPx,
  };
  return { pose, aimXM: aimM * Math.sin(yawRad), aimYM: aimM * Math.cos(yawRad) };
}
