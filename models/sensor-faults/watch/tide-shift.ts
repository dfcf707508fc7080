/**
 * Whether what is left of the readings looks like the tide of another hour: the residual of the last hours regressed on
 * the fitted tide and its slope, with weights that fade. A clock that is wrong by L leaves `-L x slope`; a surge does not.
 */
export interface ShiftView {
  /** By how much the water seems to be late, hours; early is negative. */
  readonly lateH: number;
  /** Share of the residual's spread that a shift explains, 0 to 1. */
  readonly explained: number;
  /** Spread of the residual of the last hours, and of its explained part, metres. */
  readonly spreadM: number;
  readonly explainedM: number;
}

export function createTideShift(memoryMs: number): {
  push(stepMs: number, residualM: number, fitM: number, slopePerH: number): ShiftView;
} {
  // Fading sums: weight, r, f, s, rr, ff, ss, rf, rs, fs.
  const sums = new Float64Array(10);
  return {
    push: (stepMs, r, f, s) => {
      const keep = Math.exp(-Math.min(stepMs, memoryMs) / memoryMs);
      const terms = [1, r, f, s, r * r, f * f, s * s, r * f, r * s, f * s];
      for (let i = 0; i < 10; i++) sums[i] = keep * sums[i]! + terms[i]!;
      const n = sums[0]!;
      const [mr, mf, ms] = [sums[1]! / n, sums[2]! / n, sums[3]! / n];
      const rr = Math.max(0, sums[4]! / n - mr * mr);
      const ff = sums[5]! / n - mf * mf + 1e-6;
      const ss = sums[6]! / n - ms * ms + 1e-6;
      const [rf, rs, fs] = [sums[7]! / n - mr * mf, sums[8]! / n - mr * ms, sums[9]! / n - mf * ms];
      const determinant = Math.max(1e-12, ff * ss - fs * fs);
      const onLevel = (rf * ss - rs * fs) / determinant;
      const onSlope = (rs * ff - rf * fs) / determinant;
      const explained = Math.min(rr, Math.max(0, onLevel * rf + onSlope * rs));
      return {
        lateH: -onSlope,
        explained: rr < 1e-8 ? 0 : explained / rr,
        spreadM: Math.sqrt(rr),
        explainedM: Math.sqrt(explained),
      };
    },
  };
}
