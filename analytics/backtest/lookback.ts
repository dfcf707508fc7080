/** How far back a set of rules looks: history before that cannot change what it says. */
import type { Rule, RuleInput } from '../rules/rule.ts';

/** A detector has learnt what is usual by then: a week has every hour of every weekday. */
const ANOMALY_MS = 7 * 86_400_000;

function lookbackMsOfInput({ aggregate, windowMs, delayMs }: RuleInput): number {
  return (aggregate === 'anomaly' ? ANOMALY_MS : windowMs) + delayMs;
}

/** Also rules without a window want some readings before the first moment that counts. */
const LOOKBACK_MS_MIN = 3_600_000;

export function lookbackMsOf(rules: readonly Rule[]): number {
  let longestMs = 0;
  for (const { inputs, derived, levels, noData } of rules) {
    const inputMs = Math.max(0, ...inputs.map(lookbackMsOfInput));
    const withinMs = Math.max(0, ...derived.map((input) => (input.of === 'sequence' ? input.withinMs : 0)));
    const delayMs = Math.max(
      0,
      ...levels.map(({ onDelayMs, offDelayMs, minOnMs }) => Math.max(onDelayMs, offDelayMs, minOnMs)),
    );
    longestMs = Math.max(longestMs, inputMs + withinMs + delayMs, noData?.afterMs ?? 0);
  }
  return longestMs + LOOKBACK_MS_MIN;
}

/** Metrics whose forecasts the rules read. */
export function forecastMetricsOf(rules: readonly Rule[]): readonly string[] {
  const read = rules.flatMap(({ derived }) =>
    derived.flatMap((input) => (input.of === 'forecast' ? [input.metric] : [])),
  );
  return [...new Set(read)];
}
