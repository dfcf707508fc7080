/** Readings that stay the same: how long, how unlikely that is here, and whether it is at the end of what was seen. */
import { createRecent } from './running.ts';

export interface RunView {
  /** Equal readings in a row, this one included; `near`: those that differ by one last digit at most. */
  readonly equal: number;
  readonly near: number;
  /** -ln of the chance of such a row by what is usual here. */
  readonly surprise: number;
  /** How far the tide should have moved during `near`, metres. */
  readonly owedM: number;
  /** Where the value stands in the range of the last day, 0 to 1. */
  readonly place: number;
  /** True at a value where an earlier row of at least five ended at the edge of the range. */
  readonly isKnownLimit: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_HOURS = 25;

export function createRuns(): { push(tMs: number, value: number, fitM: number, digitM: number): RunView } {
  let [equal, near, heldAt, heldNear] = [0, 0, Number.NaN, Number.NaN];
  let [fitLow, fitHigh] = [0, 0];
  let sameShare = 0.2;
  const lows = createRecent(DAY_HOURS);
  const highs = createRecent(DAY_HOURS);
  let [hour, low, high] = [Number.NaN, Infinity, -Infinity];
  let knownLimits: { value: number; tMs: number }[] = [];

  return {
    push: (tMs, value, fitM, digitM) => {
      const nowHour = Math.floor(tMs / HOUR_MS);
      if (nowHour !== hour && low <= high) {
        lows.push(low);
        highs.push(high);
        [low, high] = [Infinity, -Infinity];
      }
      hour = nowHour;
      [low, high] = [Math.min(low, value), Math.max(high, value)];
      // One wild hour must not make the range.
      const floor = Math.min(value, lows.count() > 3 ? lows.quantile(0.05) : low);
      const ceiling = Math.max(value, highs.count() > 3 ? highs.quantile(0.95) : high);
      const isSame = value === heldAt;
      if (equal < 12) sameShare += (Number(isSame) - sameShare) / 600;
      if (!isSame && equal >= 5 && Number.isFinite(heldAt)) {
        const wasEdge = heldAt >= ceiling - digitM || heldAt <= floor + digitM;
        if (wasEdge)
          knownLimits = [...knownLimits.filter((limit) => limit.value !== heldAt), { value: heldAt, tMs }].slice(-4);
      }
      equal = isSame ? equal + 1 : 1;
      heldAt = value;
      if (Math.abs(value - heldNear) <= digitM * 1.01) {
        near++;
        [fitLow, fitHigh] = [Math.min(fitLow, fitM), Math.max(fitHigh, fitM)];
      } else {
        [near, heldNear, fitLow, fitHigh] = [1, value, fitM, fitM];
      }
      const usual = Math.min(0.9, Math.max(0.02, sameShare));
      return {
        ...{ equal, near },
        surprise: -(equal - 1) * Math.log(usual),
        owedM: fitHigh - fitLow,
        place: ceiling - floor < 3 * digitM ? 0.5 : (value - floor) / (ceiling - floor),
        isKnownLimit: knownLimits.some((limit) => limit.value === value && tMs - limit.tMs < 60 * HOUR_MS),
      };
    },
  };
}
