/**
 * Surges to learn from. A month of a gauge holds none most of the time, and a model that has seen only calm water would
 * call every surge noise. So each gauge is also learned from with smooth rises and falls added to its residual: of any
 * height up to 2.2 m, rising and falling within hours, in three shapes. They are made up from a seed; what a real surge
 * does is learned as soon as the history holds one.
 */
const HOUR_MS = 3_600_000;
const APART_H: Range = [14, 44];
const HEIGHT_M: Range = [-0.4, 2.2];
const HALF_H: Range = [1.2, 9];
/** How much longer than it rose a surge falls: the storm that raised the water passes at about one pace. */
const FALL_PER_RISE: Range = [0.6, 1.7];
const REACH_H = 36;

type Range = readonly [number, number];

/** From distance of the peak, in half widths, to a share of the height. */
const SHAPES: readonly ((distance: number) => number)[] = [
  (d) => 0.5 ** (d * d),
  (d) => 1 / Math.cosh(1.32 * d) ** 2 / (1 + 0.02 * d * d),
  (d) => (d < 2 ? 0.5 * (1 + Math.cos((Math.PI * d) / 2)) : 0),
];

/** Metres to add at each step. */
export function madeSurges(length: number, stepMs: number, random: () => number): Float64Array {
  const added = new Float64Array(length);
  const within = ([from, to]: Range) => from + (to - from) * random();
  /** As many between one and two hours as between four and eight: passing storms are short, long ones are rare. */
  const evenly = ([from, to]: Range) => from * (to / from) ** random();
  const stepH = stepMs / HOUR_MS;
  for (let peakH = within(APART_H); peakH < length * stepH; peakH += within(APART_H)) {
    const heightM = within(HEIGHT_M);
    const riseH = evenly(HALF_H);
    const fallH = riseH * evenly(FALL_PER_RISE);
    const shape = SHAPES[Math.floor(random() * SHAPES.length)]!;
    const from = Math.max(0, Math.floor((peakH - REACH_H) / stepH));
    const to = Math.min(length, Math.ceil((peakH + REACH_H) / stepH));
    for (let i = from; i < to; i++) {
      const hours = i * stepH - peakH;
      added[i] = added[i]! + heightM * shape(Math.abs(hours) / (hours < 0 ? riseH : fallH));
    }
  }
  return added;
}
