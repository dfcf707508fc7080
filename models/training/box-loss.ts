/**
 * How far a said box is from the true one, as generalised intersection over union (Rezatofighi et al. 2019), with its
 * slope. L1 on offsets asks the same pixels of a small and of a large box; this asks the same overlap, which is what a
 * box is scored by.
 */
import { SIZE_PX, STRIDE } from './network.ts';

/** Four numbers: offset x, y of the centre from its cell's middle (cells), log width and height relative to `SIZE_PX`. */
export type BoxPart = ArrayLike<number>;

export interface OverlapLoss {
  /** 1 - GIoU: 0 for the same box, up to 2 for boxes far apart. */
  readonly loss: number;
  readonly slope: readonly [number, number, number, number];
}

/** As in the decoder: larger logs are noise. */
const LOG_SIZE_MAX = 4;

interface Axis {
  readonly both: number;
  readonly around: number;
  readonly length: number;
  /** Slopes of the three by the low and by the high end. */
  readonly bothBy: readonly [number, number];
  readonly aroundBy: readonly [number, number];
}

function axisOf(low: number, high: number, wantedLow: number, wantedHigh: number): Axis {
  const both = Math.max(0, Math.min(high, wantedHigh) - Math.max(low, wantedLow));
  return {
    both,
    around: Math.max(high, wantedHigh) - Math.min(low, wantedLow),
    length: high - low,
    bothBy: [both > 0 && low > wantedLow ? -1 : 0, both > 0 && high < wantedHigh ? 1 : 0],
    aroundBy: [low < wantedLow ? -1 : 0, high > wantedHigh ? 1 : 0],
  };
}

const endsOf = (centre: number, log: number): [number, number] => {
  const half = (SIZE_PX * Math.exp(Math.min(LOG_SIZE_MAX, log))) / 2;
  return [centre * STRIDE - half, centre * STRIDE + half];
};

/** Both boxes relative to the middle of the same cell. */
export function overlapLoss(said: BoxPart, wanted: BoxPart): OverlapLoss {
  const wantedX = endsOf(wanted[0]!, wanted[2]!);
  const wantedY = endsOf(wanted[1]!, wanted[3]!);
  const x = axisOf(...endsOf(said[0]!, said[2]!), ...wantedX);
  const y = axisOf(...endsOf(said[1]!, said[3]!), ...wantedY);
  const both = x.both * y.both;
  const wantedArea = (wantedX[1] - wantedX[0]) * (wantedY[1] - wantedY[0]);
  const union = x.length * y.length + wantedArea - both;
  const around = x.around * y.around;
  /** Slope by one end of one axis; `cross` is the other axis. */
  const byEnd = (axis: Axis, cross: Axis, end: 0 | 1): number => {
    const bothBy = axis.bothBy[end] * cross.both;
    const unionBy = (end === 0 ? -1 : 1) * cross.length - bothBy;
    const aroundBy = axis.aroundBy[end] * cross.around;
    return -(bothBy * union - both * unionBy) / union ** 2 - (unionBy * around - union * aroundBy) / around ** 2;
  };
  const [left, right] = [byEnd(x, y, 0), byEnd(x, y, 1)];
  const [top, bottom] = [byEnd(y, x, 0), byEnd(y, x, 1)];
  return {
    loss: 2 - both / union - union / around,
    slope: [
      (left + right) * STRIDE,
      (top + bottom) * STRIDE,
      ((right - left) * x.length) / 2,
      ((bottom - top) * y.length) / 2,
    ],
  };
}
