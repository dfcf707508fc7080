/**
 * Series in compact notation, after promtool: `4.2+0.05x20` is 4.2 and twenty more, each 0.05 higher; `4.2x5` is 4.2 and
 * five more; `_` is a missing sample and `_x3` three of them. A `?` after the first number marks the samples uncertain,
 * a `!` bad. Parts are separated by spaces and follow each other at the case's interval.
 */
import type { Quality } from '@chengyun/contracts';

export interface NotedSample {
  readonly value: number;
  readonly quality: Quality;
}

const MISSING = /^_(?:x(\d+))?$/;
const VALUES = /^(-?\d+(?:\.\d+)?)([?!])?(?:([+-]\d+(?:\.\d+)?))?(?:x(\d+))?$/;
const SAMPLES_MAX = 20_000;
/** Sums of decimal steps are rounded here, so that 4.2+0.05x20 ends at 5.2 and not just below it. */
const DECIMALS = 1e9;

/** null stands for a missing sample. Throws an Error that names the part which cannot be read. */
export function samplesFromNotation(text: string): (NotedSample | null)[] {
  const samples: (NotedSample | null)[] = [];
  for (const part of text.trim().split(/\s+/)) {
    const missing = MISSING.exec(part);
    const values = VALUES.exec(part);
    if (missing) {
      for (let i = 0; i < Number(missing[1] ?? 1); i++) samples.push(null);
    } else if (values) {
      const [, first, mark, step, times] = values;
      const quality = mark === '?' ? 'uncertain' : mark === '!' ? 'bad' : 'good';
      for (let i = 0; i <= Number(times ?? 0); i++) {
        const value = Math.round((Number(first) + i * Number(step ?? 0)) * DECIMALS) / DECIMALS;
        samples.push({ value, quality });
      }
    } else {
      throw new Error(`cannot read ${part} in a series`);
    }
    if (samples.length > SAMPLES_MAX) throw new Error(`a series is longer than ${SAMPLES_MAX} samples`);
  }
  return samples;
}
