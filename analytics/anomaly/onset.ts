/**
 * From rarity to a score that says where something unusual begins, once: the readings after a begin stay below one half
 * unless it gets far worse, and each begin asks more of the next for a while, so that a series which often does strange things calls less for each.
 * In a long series rare things happen by chance; what is expected of chance is taken off first.
 */

/** Score one half. */
const UNUSUAL_NATS = 2.5;
/** Nats for each factor e of the length beyond the free one. */
const LENGTH_COST = 0.5;
const LENGTH_FREE = 1_000;
const LENGTH_MAX = 20_000;
/** Readings after a begin that belong to it, and the most that they score unless they are rarer by so much. */
const SAME_EVENT = 40;
const SAME_EVENT_SCORE = 0.49;
const WORSE_NATS = 2;
/** What a begin asks more of the next, and the readings over which that fades (by the factor e). */
const WEARY_NATS = 0.2;
const WEARY_OVER = 1_000;

export interface OnsetState {
  readonly count: number;
  readonly quiet: number;
  readonly weary: number;
  readonly begunAt: number;
}

export class Onset {
  private count = 0;
  /** Readings that still belong to the newest begin. */
  private quiet = 0;
  private weary = 0;
  /** Nats of the newest begin. */
  private begunAt = 0;

  /** Score of a reading of this rarity: 0 as ever, one half the begin of something unusual, 1 never seen. */
  push(rarityNats: number): number {
    const byChance = LENGTH_COST * Math.log(Math.max(1, Math.min(this.count, LENGTH_MAX) / LENGTH_FREE));
    this.count += 1;
    this.weary -= this.weary / WEARY_OVER;
    const nats = Math.max(0, rarityNats - byChance);
    const score = 1 - 2 ** (-nats / (UNUSUAL_NATS + this.weary));
    if (this.quiet > 0 && nats < this.begunAt + WORSE_NATS) {
      this.quiet -= 1;
      return Math.min(score, SAME_EVENT_SCORE);
    }
    if (score >= 0.5) {
      this.begunAt = nats;
      this.quiet = SAME_EVENT - 1;
      this.weary += WEARY_NATS;
    }
    return score;
  }

  save(): OnsetState {
    return { count: this.count, quiet: this.quiet, weary: this.weary, begunAt: this.begunAt };
  }

  load({ count, quiet, weary, begunAt }: OnsetState): void {
    this.count = count;
    this.quiet = quiet;
    this.weary = weary;
    this.begunAt = begunAt;
  }
}
