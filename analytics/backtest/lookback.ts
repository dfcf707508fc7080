/** How far back a set of rules looks: history before that cannot change what it says. */
import type { Rule } from '../rules/rule.ts';

/** Also rules without a window want some readings before the first moment that counts. */
const LOOKBACK_MS_MIN = 3_600_000;

export function lookbackMsOf(rules: readonly Rule[]): number {
  let longestMs = 0;
  for (const { inputs, levels, noData } of rules) {
    const inputMs = Math.max(0, ...inputs.map(({ windowMs, delayMs }) => windowMs + delayMs));
    const delayMs = Math.max(0, ...levels.map(({ onDelayMs, offDelayMs }) => Math.max(onDelayMs, offDelayMs)));
    longestMs = Math.max(longestMs, inputMs + delayMs, noData?.afterMs ?? 0);
  }
  return longestMs + LOOKBACK_MS_MIN;
}
