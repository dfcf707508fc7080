/**
 * How unusual each reading of one series is, without looking ahead. Three voices say how rare the newest readings are for
 * this very series, in nats: their shape (discord, at two lengths), their time of day (seasonal baseline) and their
 * distribution. The series chooses: the seasonal voice counts where the baseline explains most of it, and the distribution
 * where its shift is plain. Nothing is configured, and nothing is known of a series but what it has said.
 */
import { Discord, type DiscordState } from './discord.ts';
import { DistributionShift, type ShiftState } from './distribution-shift.ts';
import { Onset, type OnsetState } from './onset.ts';
import { RecentValues } from './recent-values.ts';
import { SeasonalBaseline, type SeasonalState } from './seasonal-baseline.ts';

export interface StreamingDetector {
  /** Score of this reading, 0 as ever to 1 never seen, from it and what came before. One half: something begins. */
  push(atMs: number, value: number): number;
  /** Plain data. */
  save(): unknown;
  /** Takes what its own `save` gave. */
  load(state: unknown): void;
}

const RECENT_MAX = 2_048;
const SHAPES: readonly number[] = [8, 16];
/** Share of a series that the time of day must explain for the seasonal voice to count. */
const SEASONAL_FROM = 0.6;
/** A distribution moves often without harm: it must be rarer by this much. */
const SHIFT_HANDICAP_NATS = 1.5;

interface Saved {
  readonly recent: string;
  readonly discords: readonly DiscordState[];
  readonly seasonal: SeasonalState;
  readonly shift: ShiftState;
  readonly onset: OnsetState;
}

/** The detector for a series of which nothing is known yet. */
export function createDetector(): StreamingDetector {
  const recent = new RecentValues(RECENT_MAX);
  const discords = SHAPES.map((length) => new Discord(length));
  const seasonal = new SeasonalBaseline();
  const shift = new DistributionShift();
  const onset = new Onset();
  return {
    push: (atMs, value) => {
      recent.push(value);
      let sum = 0;
      for (const discord of discords) sum += discord.push(recent);
      const inSeason = seasonal.push(atMs, value);
      const isSeasonal = seasonal.explained() >= SEASONAL_FROM;
      const mean = isSeasonal ? (sum + inSeason) / (SHAPES.length + 1) : sum / SHAPES.length;
      return onset.push(Math.max(mean, shift.push(recent) - SHIFT_HANDICAP_NATS));
    },
    save: (): Saved => ({
      recent: recent.save(),
      discords: discords.map((discord) => discord.save()),
      seasonal: seasonal.save(),
      shift: shift.save(),
      onset: onset.save(),
    }),
    load: (state) => {
      const saved = state as Saved;
      recent.load(saved.recent);
      for (const [i, discord] of discords.entries()) discord.load(saved.discords[i]!);
      seasonal.load(saved.seasonal);
      shift.load(saved.shift);
      onset.load(saved.onset);
    },
  };
}
