/** How unusual each reading of one series is, without looking ahead: 0 as ever, 1 never seen. */
export interface StreamingDetector {
  /** Score of this reading, 0 to 1, from it and what came before. */
  push(atMs: number, value: number): number;
  /** Plain data. */
  save(): unknown;
  /** Takes what its own `save` gave. */
  load(state: unknown): void;
}

/** Share by which level and spread move towards each reading. */
const PACE = 0.02;
/** Readings before anything is said. */
const LEARNING = 50;
/** Spreads from the level at which the score is one half. */
const HALF_AT = 4;

interface Saved {
  readonly count: number;
  readonly level: number;
  readonly spread: number;
}

/** The detector for a series of which nothing is known yet. */
export function createDetector(): StreamingDetector {
  let count = 0;
  let level = 0;
  let spread = 0;
  return {
    push: (_, value) => {
      count += 1;
      if (count === 1) level = value;
      const away = Math.abs(value - level);
      const ratio = spread > 0 ? away / spread : 0;
      const pace = Math.max(PACE, 1 / count);
      level += pace * Math.sign(value - level) * Math.min(away, count > LEARNING ? 3 * spread : away);
      spread += pace * ((count > LEARNING ? Math.min(away, 5 * spread) : away) - spread);
      return count <= LEARNING ? 0 : 1 - 1 / (1 + (ratio / HALF_AT) ** 2);
    },
    save: (): Saved => ({ count, level, spread }),
    load: (state) => {
      ({ count, level, spread } = state as Saved);
    },
  };
}
