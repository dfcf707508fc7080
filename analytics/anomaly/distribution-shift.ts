/**
 * Are the last readings, whatever their order, spread as they ever were? Eight quantiles of the newest ones against those
 * of the nearest earlier stretch (the distance between quantiles is the 2-Wasserstein distance). It finds a moved level, a
 * wider or narrower spread and a line gone flat, and knows several regimes that come and go.
 */
import { PastVectors, type PastVectorsState } from './past-vectors.ts';
import type { RecentValues } from './recent-values.ts';
import { TailRarity, type TailState } from './tail-rarity.ts';

const STRETCH = 32;
const QUANTILES = 8;
/** One stretch in so many is remembered: neighbours hardly differ. */
const KEEP_EVERY = 4;
const STRETCHES_MAX = 512;

export interface ShiftState {
  readonly count: number;
  readonly rarity: TailState;
  readonly past: PastVectorsState;
}

export class DistributionShift {
  private count = 0;
  private readonly rarity = new TailRarity();
  private readonly past = new PastVectors(QUANTILES, STRETCHES_MAX);
  private readonly quantiles = new Float64Array(QUANTILES);

  /** Rarity in nats of the stretch that ends with the newest value. */
  push({ cells, end }: RecentValues): number {
    this.count += 1;
    if (this.count < STRETCH) return 0;
    const sorted = cells.slice(end - STRETCH, end).sort();
    for (let i = 0; i < QUANTILES; i++) this.quantiles[i] = sorted[Math.floor(((i + 0.5) * STRETCH) / QUANTILES)]!;
    const nearest = this.past.nearest(this.quantiles, this.count - STRETCH + 1, Number.POSITIVE_INFINITY);
    if (this.count % KEEP_EVERY === 0) this.past.add(this.count, this.quantiles);
    return nearest === Number.POSITIVE_INFINITY ? 0 : this.rarity.push(Math.sqrt(nearest / QUANTILES));
  }

  save(): ShiftState {
    return { count: this.count, rarity: this.rarity.save(), past: this.past.save() };
  }

  load({ count, rarity, past }: ShiftState): void {
    this.count = count;
    this.rarity.load(rarity);
    this.past.load(past);
  }
}
