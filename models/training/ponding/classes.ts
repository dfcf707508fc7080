/**
 * The depth classes of the ponding model and how a crop enters its network. 15 and 30 cm are the city's own limits (15 to
 * 30 cm general ponding, above 30 cm risk); below 1 cm a camera sees nothing, and up to 3 cm it sees a film.
 */
import type { ModelInput } from '../../runtime/manifest-types.ts';
import type { Random } from '../../synthetic/random.ts';

export const PONDING_CLASSES = ['dry', 'wet-film', 'below-15cm', '15-to-30cm', 'above-30cm'] as const;

/** Depth at the lowest point, cm, from and to. */
const DEPTH_CM = [
  [0, 0],
  [1, 3],
  [3, 15],
  [15, 30],
  [30, 70],
] as const;

/** A depth of the class, every depth of it equally likely. */
export function drawDepthCm(classIndex: number, random: Random): number {
  const [from, to] = DEPTH_CM[classIndex]!;
  return random.range(from, to);
}

export const PONDING_INPUT: ModelInput = {
  name: 'images',
  layout: 'NCHW',
  width: 128,
  height: 96,
  colour: 'RGB',
  scale: 1 / 255,
  mean: [114 / 255, 114 / 255, 114 / 255],
  std: [0.25, 0.25, 0.25],
  resize: 'stretch',
  resample: 'area',
  pad: 114,
};
export const CROP_BYTES = PONDING_INPUT.width * PONDING_INPUT.height * 3;
