/** How often the test of power loss kills. Eight in each run of the tests; `CHENGYUN_CRASH_KILLS=200` is the long run. */
export const KILLS_DEFAULT = 8;

/** @throws Error for anything but a whole number above zero */
export function crashKills(env: Readonly<Record<string, string | undefined>>): number {
  const asked = env.CHENGYUN_CRASH_KILLS;
  if (asked === undefined) return KILLS_DEFAULT;
  const kills = Number(asked);
  if (!Number.isInteger(kills) || kills < 1) {
    throw new Error(`CHENGYUN_CRASH_KILLS must be a whole number above zero, not "${asked}".`);
  }
  return kills;
}
