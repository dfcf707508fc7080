/** What the tide model is held against. */
import type { LearnerState } from '@chengyun/analytics/forecast/models/learner.ts';
import { windowMeans } from '@chengyun/analytics/forecast/models/windows.ts';

const NOW_STEPS = 6;

/** The mean residual of the last half hour, dying away with a time constant. */
export function decayed(residuals: Float64Array, end: number, ahead: number, constantSteps: number): number {
  const now = new Float64Array(1);
  windowMeans(residuals, end, [0, NOW_STEPS], now, 0);
  return now[0]! * Math.exp(-ahead / constantSteps);
}

/** The same fitted model with its network's word taken away: base and ridge remain. */
export function withoutNetwork(state: unknown): unknown {
  const whole = state as { readonly learner: LearnerState };
  return { ...whole, learner: { ...whole.learner, share: 0 } satisfies LearnerState };
}
