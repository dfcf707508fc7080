/** Durations as people write them in rules and cases: `90s`, `5m`, `24h50m`, `2d`. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** JSON Schema pattern of a duration. */
export const DURATION_PATTERN = '^([0-9]+(ms|s|m|h|d))+$';

/** Milliseconds of a duration text that matches DURATION_PATTERN. */
export function msFromDuration(text: string): number {
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/([0-9]+)(ms|s|m|h|d)/g)) totalMs += Number(count) * UNIT_MS[unit!]!;
  return totalMs;
}
