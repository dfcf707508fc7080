/** Waiting times that double up to a limit, each spread over its upper half so that many agents do not return at once. */
export interface Backoff {
  nextMs(): number;
  reset(): void;
}

/** @param fraction a random number in [0, 1) */
export function createBackoff(firstMs: number, maxMs: number, fraction: () => number): Backoff {
  let attempt = 0;
  return {
    nextMs: () => {
      const ceilingMs = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
      attempt += 1;
      return Math.round(ceilingMs * (0.5 + fraction() / 2));
    },
    reset: () => {
      attempt = 0;
    },
  };
}
