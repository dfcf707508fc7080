/**
 * One coordinate of a thing that moves at an almost constant speed: a Kalman filter with white acceleration noise
 * (Bar-Shalom, Li & Kirubarajan 2001, 6.2.2). Lengths are in whatever unit the caller measures in, times in seconds.
 */
export interface Motion {
  readonly at: number;
  readonly perS: number;
  /** Variances of place and speed, and what they share. */
  readonly variance: { readonly at: number; readonly perS: number; readonly both: number };
}

/** `atSigma`: how far off the first look may be; `perSSigma`: what speeds there are at all. */
export function startMotion(at: number, atSigma: number, perSSigma: number): Motion {
  return { at, perS: 0, variance: { at: atSigma ** 2, perS: perSSigma ** 2, both: 0 } };
}

/** `perS2Sigma`: how hard the thing may speed up or brake. */
export function predictMotion({ at, perS, variance }: Motion, elapsedS: number, perS2Sigma: number): Motion {
  const noise = perS2Sigma ** 2;
  return {
    at: at + perS * elapsedS,
    perS,
    variance: {
      at: variance.at + 2 * elapsedS * variance.both + elapsedS ** 2 * variance.perS + (noise * elapsedS ** 4) / 4,
      both: variance.both + elapsedS * variance.perS + (noise * elapsedS ** 3) / 2,
      perS: variance.perS + noise * elapsedS ** 2,
    },
  };
}

export function correctMotion({ at, perS, variance }: Motion, seenAt: number, atSigma: number): Motion {
  const sum = variance.at + atSigma ** 2;
  const [gainAt, gainPerS] = [variance.at / sum, variance.both / sum];
  const off = seenAt - at;
  return {
    at: at + gainAt * off,
    perS: perS + gainPerS * off,
    variance: {
      at: (1 - gainAt) * variance.at,
      both: (1 - gainAt) * variance.both,
      perS: variance.perS - gainPerS * variance.both,
    },
  };
}
