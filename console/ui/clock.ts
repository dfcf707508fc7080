/** The browser's door to wall clock; everything else receives a clock as an argument. */
export const browserClock = {
  nowMs: (): number => Date.now(),
  monotonicMs: (): number => performance.now(),
};
