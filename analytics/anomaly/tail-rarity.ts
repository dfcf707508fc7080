/**
 * How rare a raw score is for its own series, in nats: minus the logarithm of the share of readings that reach it, so that
 * scores of different detectors and series mean the same. Inside what was seen, the share is counted; beyond the upper
 * tail a power law goes on whose exponent the largest scores give (Hill, 1975). Kept are the largest scores and an evenly
 * thinned sample of all: memory does not grow. Invariant: both are sorted, largest first.
 */
const LARGEST_MAX = 256;
const SAMPLE_MAX = 512;
/** Of all readings, the tail on which the power law is fitted. */
const TAIL_SHARE = 0.05;
const TAIL_MIN = 3;
/** At this many readings half of the memory goes: what is long past weighs less and less. */
const READINGS_MAX = 20_000;
/** Nothing is rare before. */
const READINGS_MIN = 100;
const EXPONENT_MIN = 0.02;
const SCORE_MIN = 1e-9;
export const RARITY_MAX_NATS = 10;

export interface TailState {
  readonly count: number;
  readonly stride: number;
  readonly largest: readonly number[];
  readonly sample: readonly number[];
}

export class TailRarity {
  private count = 0;
  /** Every so manieth score goes into the sample. */
  private stride = 1;
  private largest: number[] = [];
  private sample: number[] = [];

  /** Rarity of this score in nats, 0 to 10, against those before it; then it counts itself. */
  push(score: number): number {
    const rarity = this.count < READINGS_MIN ? 0 : this.rarityOf(score);
    this.add(score);
    return rarity;
  }

  save(): TailState {
    return { count: this.count, stride: this.stride, largest: [...this.largest], sample: [...this.sample] };
  }

  load({ count, stride, largest, sample }: TailState): void {
    this.count = count;
    this.stride = stride;
    this.largest = [...largest];
    this.sample = [...sample];
  }

  private rarityOf(score: number): number {
    const { largest, sample, count } = this;
    const tail = Math.min(Math.max(TAIL_MIN, Math.round(count * TAIL_SHARE)), largest.length);
    const edge = Math.max(largest[tail - 1]!, SCORE_MIN);
    if (score <= edge) {
      const share = (placeIn(sample, score) + 1) / (sample.length + 1);
      return -Math.log(Math.max(share, tail / count));
    }
    let excess = 0;
    for (let i = 0; i < tail; i++) excess += Math.log(Math.max(largest[i]!, SCORE_MIN) / edge);
    const nats = Math.log(count / tail) + Math.log(score / edge) / Math.max(excess / tail, EXPONENT_MIN);
    return Math.min(RARITY_MAX_NATS, nats);
  }

  private add(score: number): void {
    const { largest, sample } = this;
    this.count += 1;
    if (largest.length < LARGEST_MAX || score > largest.at(-1)!) {
      largest.splice(placeIn(largest, score), 0, score);
      if (largest.length > LARGEST_MAX) largest.pop();
    }
    if (this.count % this.stride === 0) {
      sample.splice(placeIn(sample, score), 0, score);
      if (sample.length > SAMPLE_MAX) {
        this.stride *= 2;
        this.sample = everySecond(sample);
      }
    }
    if (this.count < READINGS_MAX) return;
    this.count /= 2;
    this.largest = everySecond(largest);
    this.sample = everySecond(this.sample);
  }
}

const everySecond = (numbers: readonly number[]) => numbers.filter((_, i) => i % 2 === 0);

/** How many of a falling list are at least this large: also where it is put in. */
function placeIn(falling: readonly number[], score: number): number {
  let low = 0;
  let high = falling.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (falling[middle]! >= score) low = middle + 1;
    else high = middle;
  }
  return low;
}
