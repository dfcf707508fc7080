/**
 * One stored frame becomes one training sample: mirrored, scaled and shifted, colours bent, cut into the stem's 4x4
 * patches. Outside the frame lies grey 114, which is 0 for the network, as at the edge.
 */
import type { Random } from '../synthetic/random.ts';
import type { LabelledBox } from './loss.ts';
import { NETWORK_INPUT } from './make-frames.ts';
import { INPUT_HEIGHT, INPUT_WIDTH, PATCH } from './network.ts';
import type { StoredFrame } from './shards.ts';

const PATCH_COLUMNS = INPUT_WIDTH / PATCH;
export const SAMPLE_FLOATS = INPUT_WIDTH * INPUT_HEIGHT * 3;

export interface View {
  /** Source pixel = target pixel * step + shift, per axis; a negative step mirrors. */
  readonly stepX: number;
  readonly shiftX: number;
  readonly stepY: number;
  readonly shiftY: number;
}

export const PLAIN_VIEW: View = { stepX: 1, shiftX: 0, stepY: 1, shiftY: 0 };

export function drawView(random: Random): View {
  const zoom = Math.exp(random.range(-0.28, 0.4));
  const stretch = Math.exp(random.range(-0.06, 0.06));
  const stepX = stretch / zoom;
  const stepY = 1 / (zoom * stretch);
  const shiftX = random.range(0, 1) * (INPUT_WIDTH - INPUT_WIDTH * stepX);
  const shiftY = random.range(0, 1) * (INPUT_HEIGHT - INPUT_HEIGHT * stepY);
  if (random.chance(0.5)) return { stepX: -stepX, shiftX: INPUT_WIDTH - shiftX, stepY, shiftY };
  return { stepX, shiftX, stepY, shiftY };
}

/** Byte → network value, per channel. */
export function colourTables(random: Random | null): Float32Array[] {
  const gamma = random === null ? 1 : Math.exp(random.range(-0.35, 0.35));
  const contrast = random === null ? 1 : random.range(0.8, 1.2);
  const brightness = random === null ? 0 : random.range(-0.08, 0.08);
  return [0, 1, 2].map((channel) => {
    const cast = random === null ? 1 : random.range(0.92, 1.08);
    const gain = 1 / NETWORK_INPUT.std[channel]!;
    return new Float32Array(256).map((_, byte) => {
      const bent = (((byte / 255) ** gamma - 0.5) * contrast + 0.5 + brightness) * cast;
      return (Math.max(0, Math.min(1, bent)) - NETWORK_INPUT.mean[channel]!) * gain;
    });
  });
}

/** Writes the sample at `offset` of `into`, patches row by row, each (row, column, channel). */
export function cutPatches(
  pixels: Uint8Array,
  view: View,
  tables: readonly Float32Array[],
  into: Float32Array,
  offset: number,
): void {
  const [red, green, blue] = tables as [Float32Array, Float32Array, Float32Array];
  const plain = view.stepX === 1 && view.stepY === 1;
  for (let y = 0; y < INPUT_HEIGHT; y++) {
    const sourceY = (y + 0.5) * view.stepY + view.shiftY - 0.5;
    const y0 = Math.floor(sourceY);
    const fy = plain ? 0 : sourceY - y0;
    const rowBase = offset + Math.floor(y / PATCH) * PATCH_COLUMNS * 48 + (y % PATCH) * PATCH * 3;
    const rowOut = y0 < 0 || y0 >= INPUT_HEIGHT - (fy > 0 ? 1 : 0);
    for (let x = 0; x < INPUT_WIDTH; x++) {
      const to = rowBase + (x >> 2) * 48 + (x & 3) * 3;
      const sourceX = (x + 0.5) * view.stepX + view.shiftX - 0.5;
      const x0 = Math.floor(sourceX);
      if (rowOut || x0 < 0 || x0 >= INPUT_WIDTH - (plain ? 0 : 1)) {
        into[to] = into[to + 1] = into[to + 2] = 0;
        continue;
      }
      const at = (y0 * INPUT_WIDTH + x0) * 3;
      if (plain) {
        into[to] = red[pixels[at]!]!;
        into[to + 1] = green[pixels[at + 1]!]!;
        into[to + 2] = blue[pixels[at + 2]!]!;
        continue;
      }
      const fx = sourceX - x0;
      const below = at + INPUT_WIDTH * 3;
      const a = (1 - fx) * (1 - fy);
      const b = fx * (1 - fy);
      const c = (1 - fx) * fy;
      const d = fx * fy;
      into[to] = red[(pixels[at]! * a + pixels[at + 3]! * b + pixels[below]! * c + pixels[below + 3]! * d + 0.5) | 0]!;
      into[to + 1] =
        green[(pixels[at + 1]! * a + pixels[at + 4]! * b + pixels[below + 1]! * c + pixels[below + 4]! * d + 0.5) | 0]!;
      into[to + 2] =
        blue[(pixels[at + 2]! * a + pixels[at + 5]! * b + pixels[below + 2]! * c + pixels[below + 5]! * d + 0.5) | 0]!;
    }
  }
}

/** The truth in the view's pixels; boxes that are cut to less than half, or grow too small, are ignored. */
export function viewBoxes(frame: StoredFrame, view: View): LabelledBox[] {
  const boxes: LabelledBox[] = [];
  for (const box of frame.boxes) {
    const w = box.w / Math.abs(view.stepX);
    const h = box.h / view.stepY;
    const cx = (box.cx - view.shiftX) / view.stepX;
    const cy = (box.cy - view.shiftY) / view.stepY;
    const left = Math.max(0, cx - w / 2);
    const right = Math.min(INPUT_WIDTH, cx + w / 2);
    const top = Math.max(0, cy - h / 2);
    const bottom = Math.min(INPUT_HEIGHT, cy + h / 2);
    if (right - left < 2 || bottom - top < 2) continue;
    const kept = ((right - left) * (bottom - top)) / (w * h);
    boxes.push({
      classIndex: box.classIndex,
      cx: (left + right) / 2,
      cy: (top + bottom) / 2,
      w: right - left,
      h: bottom - top,
      ignored: box.visible * kept < 0.4 || h < (box.classIndex === 0 ? 8 : 10),
    });
  }
  return boxes;
}
