/** How long the soak lasts. `CHENGYUN_SOAK_MINUTES=10` is a whole day at its pace; unset it is short enough for each run. */
const MINUTES_DEFAULT = 1.5;
const MINUTES_MIN = 1;

export function soakMinutes(env: NodeJS.ProcessEnv): number {
  const asked = env.CHENGYUN_SOAK_MINUTES;
  const minutes = asked === undefined ? MINUTES_DEFAULT : Number(asked);
  if (!(minutes >= MINUTES_MIN))
    throw new Error(`CHENGYUN_SOAK_MINUTES must be ${MINUTES_MIN} or more, not "${asked}".`);
  return minutes;
}
