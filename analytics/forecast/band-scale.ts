/**
 * Bands that learn from what came (after adaptive conformal inference, Gibbs & Candès 2021): a truth outside of the band
 * makes the next bands of that lead wider, one inside a little narrower, so that in the long run the wanted share lies
 * inside, whatever weather the model was fitted to. A lead moves the slower the longer its verdicts take to come back.
 * It reads nothing but what was issued: read again after a restart it comes to the same widths.
 */
import type { ForecastBands } from './model.ts';

export interface BandScale {
  /** Bands as they are to be issued after what came until now. */
  scaled(bands: ForecastBands): ForecastBands;
  /** What was issued at this cell. */
  issue(cell: number, bands: ForecastBands): void;
  /** The truth at a cell, NaN when there is none. Cells come in order. */
  truth(cell: number, value: number): void;
}

const OUTSIDE_SHARE = 0.2;
/** Move of the logarithm of a width at a verdict on the first step ahead, and the steps over which that halves. */
const RATE = 0.05;
const RATE_HALVES_STEPS = 8;
/** Narrower than fitted it gets by a quarter at most: a calm day says little about the next storm. */
const WIDTH: readonly [number, number] = [Math.log(0.75), Math.log(8)];
/** A lead whose verdicts are still to come widens with that of half its length, by this share. */
const HANDED_ON = 0.5;
const PENDING_MAX = 2_000;

/** `range`: what the metric can be. */
export function createBandScale(steps: number, range: readonly [number, number]): BandScale {
  const widths = new Float64Array(steps);
  let pending: { readonly cell: number; readonly bands: ForecastBands }[] = [];
  const within = (value: number) => Math.max(range[0], Math.min(range[1], value));

  return {
    scaled: ({ p10, p50, p90 }) => {
      const factors = Array.from(p50, (_, i) => {
        const soon = widths[i >> 1]!;
        return Math.exp(soon > 0 ? Math.max(widths[i]!, HANDED_ON * soon) : widths[i]!);
      });
      return {
        p10: p50.map((middle, i) => within(middle + (p10[i]! - middle) * factors[i]!)),
        p50,
        p90: p50.map((middle, i) => within(middle + (p90[i]! - middle) * factors[i]!)),
      };
    },
    issue: (cell, bands) => {
      pending.push({ cell, bands });
      if (pending.length > PENDING_MAX) pending.shift();
    },
    truth: (cell, value) => {
      if (!Number.isNaN(value)) {
        for (const { cell: issued, bands } of pending) {
          const i = cell - issued - 1;
          if (i < 0 || i >= Math.min(steps, bands.p50.length)) continue;
          const isOutside = value < bands.p10[i]! || value > bands.p90[i]!;
          const move = (RATE * ((isOutside ? 1 : 0) - OUTSIDE_SHARE)) / (1 + i / RATE_HALVES_STEPS);
          widths[i] = Math.max(WIDTH[0], Math.min(WIDTH[1], widths[i]! + move));
        }
      }
      pending = pending.filter(({ cell: issued, bands }) => cell < issued + bands.p50.length);
    },
  };
}
