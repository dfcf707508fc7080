/**
 * How far readings are from what is usual at this time of the day: a robust level for each half hour, moved by no more
 * than a few mean errors at once, and the distance smoothed over some readings so that one spike is not a season broken.
 * It knows how much of the series it explains; who asks may leave it out where that is little.
 */
import { packed, unpacked } from './packed.ts';
import { TailRarity, type TailState } from './tail-rarity.ts';

const MS_PER_DAY = 86_400_000;
const SLOTS = 48;
/** Days before anything is said. */
const DAYS_MIN = 2;
const SMOOTHED_OVER = 6;
const LEVEL_PACE = 0.02;
const ERROR_PACE = 0.001;
/** A reading moves level and errors by at most this many mean errors. */
const ERRORS_MAX = 5;
/** Readings before that limit holds. */
const LIMITED_FROM = 50;

export interface SeasonalState {
  readonly levels: string;
  readonly counts: string;
  /** In the order in which they are written down in `save`. */
  readonly numbers: readonly number[];
  readonly rarity: TailState;
}

export class SeasonalBaseline {
  private levels = new Float64Array(SLOTS);
  private counts = new Float64Array(SLOTS);
  private firstAtMs = Number.NaN;
  private readings = 0;
  private judged = 0;
  private mean = 0;
  private error = 0;
  private plainError = 0;
  private smoothed = 0;
  private readonly rarity = new TailRarity();

  /** Share of the distance from the plain mean that the baseline takes away; 0 or less where there is no season. */
  explained(): number {
    return this.plainError > 0 ? 1 - this.error / this.plainError : 0;
  }

  /** Rarity in nats of the smoothed distance. */
  push(atMs: number, value: number): number {
    if (this.readings === 0) {
      this.firstAtMs = atMs;
      this.mean = value;
    }
    this.readings += 1;
    const slot = Math.floor(((((atMs % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY) / MS_PER_DAY) * SLOTS);
    const isKnown = this.counts[slot]! > 0 && atMs - this.firstAtMs >= DAYS_MIN * MS_PER_DAY;
    const away = value - this.levels[slot]!;
    if (isKnown) this.judge(Math.abs(away), Math.abs(value - this.mean));
    const limit = this.judged > LIMITED_FROM ? ERRORS_MAX * this.error : Number.POSITIVE_INFINITY;
    const pace = Math.max(1 / (this.counts[slot]! + 1), LEVEL_PACE);
    this.levels[slot]! += pace * Math.max(-limit, Math.min(limit, away));
    this.counts[slot]! += 1;
    this.mean += Math.max(1 / this.readings, ERROR_PACE) * (value - this.mean);
    this.smoothed += ((isKnown ? away : 0) - this.smoothed) / SMOOTHED_OVER;
    return isKnown ? this.rarity.push(Math.abs(this.smoothed)) : 0;
  }

  save(): SeasonalState {
    const { firstAtMs, readings, judged, mean, error, plainError, smoothed } = this;
    const numbers = [readings === 0 ? 0 : firstAtMs, readings, judged, mean, error, plainError, smoothed];
    return { levels: packed(this.levels), counts: packed(this.counts), numbers, rarity: this.rarity.save() };
  }

  load({ levels, counts, numbers, rarity }: SeasonalState): void {
    this.levels = unpacked(levels);
    this.counts = unpacked(counts);
    const [firstAtMs = 0, readings = 0, judged = 0, mean = 0, error = 0, plainError = 0, smoothed = 0] = numbers;
    Object.assign(this, { firstAtMs, readings, judged, mean, error, plainError, smoothed });
    this.rarity.load(rarity);
  }

  private judge(away: number, plainAway: number): void {
    this.judged += 1;
    const pace = Math.max(1 / this.judged, ERROR_PACE);
    const isLimited = this.judged > LIMITED_FROM;
    this.error += pace * (Math.min(away, isLimited ? ERRORS_MAX * this.error : away) - this.error);
    this.plainError +=
      pace * (Math.min(plainAway, isLimited ? ERRORS_MAX * this.plainError : plainAway) - this.plainError);
  }
}
