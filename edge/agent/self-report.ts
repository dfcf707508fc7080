/**
 * What an agent says of itself, as observations like any other: how far its clock is from the broker's, what waits on
 * its disk, what it delivered and what it had to drop, and how much of its wanted rate a full box leaves it. It speaks in
 * the time of its readings, so that an exercise that runs sixty times as fast hears of it there and not on the clock of
 * the wall; an agent that reads nothing says nothing.
 */
import type { Observation } from '@chengyun/contracts';
import type { AgentHealth } from './agent.ts';

export interface SelfReport {
  /** A reading was handed over. */
  read(atMs: number): void;
  /** What there is to say now; empty when it was said lately or nothing was read since. */
  due(nowMs: number, state: SelfState): readonly Observation[];
}

export interface SelfState extends Pick<AgentHealth, 'clockSkewMs' | 'waiting' | 'statistics'> {
  /** 0 to 1; null where there is no rate. */
  readonly rateShare: number | null;
}

/** Between two reports: in the time of the readings, and on the own clock. */
const READ_MS_MIN = 60_000;
const OWN_MS_MIN = 10_000;

export function createSelfReport(): SelfReport {
  let newestMs = Number.NEGATIVE_INFINITY;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  let saidMs = Number.NEGATIVE_INFINITY;
  return {
    read: (atMs) => {
      newestMs = Math.max(newestMs, atMs);
    },
    due: (nowMs, { clockSkewMs, waiting, statistics, rateShare }) => {
      if (newestMs === Number.NEGATIVE_INFINITY) return [];
      if (newestMs - saidAtMs < READ_MS_MIN || nowMs - saidMs < OWN_MS_MIN) return [];
      saidAtMs = newestMs;
      saidMs = nowMs;
      const say = (metric: string, value: number, unit: string): Observation => ({ metric, at: newestMs, value, unit });
      const dropped = Object.values(statistics.dropped).reduce((sum, count) => sum + count, 0);
      return [
        ...(clockSkewMs === null ? [] : [say('agent.clock_skew', clockSkewMs / 1000, 's')]),
        say('agent.waiting', waiting, '1'),
        say('agent.sent', statistics.sent, '1'),
        say('agent.dropped', dropped, '1'),
        ...(rateShare === null ? [] : [say('agent.rate_share', rateShare, '1')]),
      ];
    },
  };
}
