/**
 * Does the shape of the last readings resemble anything before? The distance to the nearest of all earlier shapes of the
 * same length (a discord: Keogh, Lin and Fu, 2005; from the left only, as the left matrix profile of Yeh et al., 2016).
 * Levels count: nothing is normalised. Earlier shapes are those of the recent past and, from before it, the most unusual
 * ones, so that what is strange but comes again is strange once.
 */
import { PastVectors, type PastVectorsState } from './past-vectors.ts';
import type { RecentValues } from './recent-values.ts';
import { TailRarity, type TailState } from './tail-rarity.ts';

const UNUSUAL_MAX = 512;
/** A shape is kept beyond the recent past when at most one in ten was as far from its nearest. */
const UNUSUAL_NATS = Math.log(10);

export interface DiscordState {
  readonly count: number;
  readonly rarity: TailState;
  readonly unusual: PastVectorsState;
}

export class Discord {
  private count = 0;
  /** Readings from the nearest shape to this one; a bound for the next search, no state. */
  private lag = 0;
  private readonly rarity = new TailRarity();
  private readonly unusual: PastVectors;
  private readonly shape: Float64Array;
  private readonly length: number;

  /** Readings that make a shape. */
  constructor(length: number) {
    this.length = length;
    this.unusual = new PastVectors(length, UNUSUAL_MAX);
    this.shape = new Float64Array(length);
  }

  /** Rarity in nats of the shape that the newest of the values ends. */
  push(values: RecentValues): number {
    const { length, shape } = this;
    this.count += 1;
    if (this.count < 2 * length) return 0;
    const oldest = this.count - (values.end - values.start);
    // Newest first: what differs now differs at once, and most comparisons stop early.
    for (let i = 0; i < length; i++) shape[i] = values.cells[values.end - 1 - i]!;
    const recent = this.nearestRecent(values);
    const nearest = this.unusual.nearest(shape, oldest + length, recent);
    const nats = this.rarity.push(Math.sqrt(nearest / length));
    if (nats >= UNUSUAL_NATS) this.unusual.add(this.count, shape);
    return nats;
  }

  save(): DiscordState {
    return { count: this.count, rarity: this.rarity.save(), unusual: this.unusual.save() };
  }

  load({ count, rarity, unusual }: DiscordState): void {
    this.count = count;
    this.rarity.load(rarity);
    this.unusual.load(unusual);
  }

  /** Of shapes that share no reading with the newest one. */
  private nearestRecent({ cells, start, end }: RecentValues): number {
    const { shape, length } = this;
    const from = start + length - 1;
    const to = end - 1 - length;
    // What was nearest one reading ago has most likely gone on alike: a small bound from the first comparison on.
    const likely = end - 1 - this.lag;
    let best = Number.POSITIVE_INFINITY;
    if (likely >= from && likely <= to) best = squaredDistance(shape, cells, likely, best);
    for (let last = to; last >= from; last--) {
      const sum = squaredDistance(shape, cells, last, best);
      if (sum >= best) continue;
      best = sum;
      this.lag = end - 1 - last;
    }
    return best;
  }
}

/** Of the shape, newest first, to the values that end at `last`; given up at `most`. */
function squaredDistance(shape: Float64Array, cells: Float64Array, last: number, most: number): number {
  let sum = 0;
  for (let i = 0; i < shape.length; i++) {
    const apart = shape[i]! - cells[last - i]!;
    sum += apart * apart;
    if (sum >= most) break;
  }
  return sum;
}
