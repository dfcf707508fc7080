/**
 * Loss and its gradient at the network's output, in plain arithmetic. Heat: penalty-reduced focal loss (Law & Deng
 * 2018) against Gaussians at the centres. Box: L1 and overlap on the cells near a centre, weighted by the Gaussian.
 * Things that nobody could label (hidden, tiny) are neither right nor wrong.
 */
import { type BoxPart, overlapLoss } from './box-loss.ts';
import { CLASS_COUNT, HEAD_CHANNELS, SIZE_PX, STRIDE } from './network.ts';

export interface LabelledBox {
  readonly classIndex: number;
  /** Input pixels, centre and size. */
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
  readonly ignored: boolean;
}

export interface Loss {
  heat: number;
  box: number;
  readonly gradient: Float32Array;
}

/** Of the heat, by class: two-wheelers are rarer than the persons that they are taken for. */
const HEAT_WEIGHTS = [1, 2, 1];
const L1_WEIGHT = 0.5;
const OVERLAP_WEIGHT = 1.5;

interface Target {
  readonly heat: Float32Array;
  readonly counts: Float32Array;
  /** Per cell: index into boxes + 1, and the weight there. */
  readonly owner: Int16Array;
  readonly weight: Float32Array;
  readonly objects: number;
}

export function targetOf(boxes: readonly LabelledBox[], rows: number, columns: number): Target {
  const cells = rows * columns;
  const heat = new Float32Array(cells * CLASS_COUNT);
  const counts = new Float32Array(cells * CLASS_COUNT).fill(1);
  const owner = new Int16Array(cells);
  const weight = new Float32Array(cells);
  let objects = 0;
  const bySize = boxes.map((box, index) => ({ box, index })).sort((a, b) => b.box.w * b.box.h - a.box.w * a.box.h);
  for (const { box } of bySize.filter(({ box }) => box.ignored)) {
    const x0 = Math.max(0, Math.floor((box.cx - box.w / 2) / STRIDE));
    const x1 = Math.min(columns - 1, Math.floor((box.cx + box.w / 2) / STRIDE));
    const y0 = Math.max(0, Math.floor((box.cy - box.h / 2) / STRIDE));
    const y1 = Math.min(rows - 1, Math.floor((box.cy + box.h / 2) / STRIDE));
    for (let y = y0; y <= y1; y++)
      for (let x = x0; x <= x1; x++) counts[(y * columns + x) * CLASS_COUNT + box.classIndex] = 0;
  }
  for (const { box, index } of bySize) {
    if (box.ignored) continue;
    objects++;
    const column = Math.min(columns - 1, Math.max(0, Math.floor(box.cx / STRIDE)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor(box.cy / STRIDE)));
    const spreadX = Math.max(0.5, (box.w / STRIDE) * 0.11);
    const spreadY = Math.max(0.5, (box.h / STRIDE) * 0.11);
    const reachX = Math.ceil(spreadX * 3);
    const reachY = Math.ceil(spreadY * 3);
    for (let y = Math.max(0, row - reachY); y <= Math.min(rows - 1, row + reachY); y++) {
      for (let x = Math.max(0, column - reachX); x <= Math.min(columns - 1, column + reachX); x++) {
        const dx = (x + 0.5 - box.cx / STRIDE) / spreadX;
        const dy = (y + 0.5 - box.cy / STRIDE) / spreadY;
        const centre = x === column && y === row;
        const value = centre ? 1 : Math.exp(-(dx * dx + dy * dy) / 2);
        const cell = y * columns + x;
        const at = cell * CLASS_COUNT + box.classIndex;
        if (value > heat[at]!) heat[at] = value;
        if (centre) counts[at] = 1;
        if (value > 0.25 && (centre || value >= weight[cell]!)) {
          owner[cell] = index + 1;
          weight[cell] = value;
        }
      }
    }
  }
  return { heat, counts, owner, weight, objects };
}

/** `output`: [batch, rows, columns, 7] raw. The gradient has the same shape. */
export function lossOf(
  output: Float32Array,
  batch: readonly (readonly LabelledBox[])[],
  rows: number,
  columns: number,
): Loss {
  const gradient = new Float32Array(output.length);
  const loss: Loss = { heat: 0, box: 0, gradient };
  const targets = batch.map((boxes) => targetOf(boxes, rows, columns));
  const objects = Math.max(
    4,
    targets.reduce((sum, target) => sum + target.objects, 0),
  );
  targets.forEach((target, image) => {
    const start = image * rows * columns * HEAD_CHANNELS;
    for (let cell = 0; cell < rows * columns; cell++) {
      const base = start + cell * HEAD_CHANNELS;
      for (let cls = 0; cls < CLASS_COUNT; cls++) {
        const at = cell * CLASS_COUNT + cls;
        if (target.counts[at] === 0) continue;
        const p = Math.min(1 - 1e-6, Math.max(1e-6, 1 / (1 + Math.exp(-output[base + cls]!))));
        const wanted = target.heat[at]!;
        const share = HEAT_WEIGHTS[cls]! / objects;
        if (wanted === 1) {
          loss.heat -= share * (1 - p) ** 2 * Math.log(p);
          gradient[base + cls] = share * (1 - p) * (1 - p) * (2 * p * Math.log(p) - (1 - p));
        } else {
          const calm = share * (1 - wanted) ** 4;
          loss.heat -= calm * p * p * Math.log(1 - p);
          gradient[base + cls] = calm * p * p * (p - 2 * (1 - p) * Math.log(1 - p));
        }
      }
      const owner = target.owner[cell]!;
      if (owner === 0) continue;
      const box = batch[image]![owner - 1]!;
      const wanted: BoxPart = [
        box.cx / STRIDE - ((cell % columns) + 0.5),
        box.cy / STRIDE - (Math.floor(cell / columns) + 0.5),
        Math.log(box.w / SIZE_PX),
        Math.log(box.h / SIZE_PX),
      ];
      const said = output.subarray(base + CLASS_COUNT, base + HEAD_CHANNELS);
      const overlap = overlapLoss(said, wanted);
      const share = target.weight[cell]! / objects;
      loss.box += share * OVERLAP_WEIGHT * overlap.loss;
      for (let part = 0; part < 4; part++) {
        const off = said[part]! - wanted[part]!;
        loss.box += share * L1_WEIGHT * Math.abs(off);
        // Within 0.05 the slope fades, so that the last bit does not jump to and fro.
        gradient[base + CLASS_COUNT + part] =
          share * (L1_WEIGHT * Math.max(-1, Math.min(1, off / 0.05)) + OVERLAP_WEIGHT * overlap.slope[part]!);
      }
    }
  });
  return loss;
}
