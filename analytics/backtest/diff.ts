/** Two sets of alarms side by side: which came, which went, which moved in time, which changed their level. */
import { alarmIdentity, compareLevels, type Level } from '@chengyun/contracts';
import { type Episode, overlaps } from './episodes.ts';

export interface AlarmChange {
  readonly change: 'added' | 'gone' | 'earlier' | 'later' | 'level';
  readonly rule: string;
  readonly asset: string;
  readonly condition: string;
  /** When it is raised: by the set under test; by the other one for `gone`. */
  readonly at: number;
  /** Seconds that it moved: negative for earlier. */
  readonly movedS: number;
  /** Peak before and now; null where there is no alarm. */
  readonly before: Level | null;
  readonly now: Level | null;
}

export interface AlarmDiff {
  readonly same: number;
  readonly added: number;
  readonly gone: number;
  readonly earlier: number;
  readonly later: number;
  readonly levelChanged: number;
  /** In the order of time. */
  readonly changes: readonly AlarmChange[];
}

/** Alarms that do not overlap are still the same one when they begin within this. */
const NEAR_MS = 3_600_000;

export function diffAlarms(now: readonly Episode[], before: readonly Episode[]): AlarmDiff {
  const left = new Map<string, Episode[]>();
  for (const episode of before)
    left.set(alarmIdentity(episode), [...(left.get(alarmIdentity(episode)) ?? []), episode]);
  const changes: AlarmChange[] = [];
  let same = 0;
  let levelChanged = 0;
  for (const episode of now) {
    const other = takeNearest(left.get(alarmIdentity(episode)) ?? [], episode);
    const change = describe(episode, other);
    if (other !== null && other.peak !== episode.peak) levelChanged += 1;
    if (change === null) same += 1;
    else changes.push(change);
  }
  for (const episode of [...left.values()].flat()) {
    changes.push({
      ...named(episode),
      change: 'gone',
      at: episode.raisedAt,
      movedS: 0,
      before: episode.peak,
      now: null,
    });
  }
  changes.sort((a, b) => a.at - b.at || (a.rule < b.rule ? -1 : 1));
  const count = (kind: AlarmChange['change']) => changes.filter(({ change }) => change === kind).length;
  return {
    ...{ same, added: count('added'), gone: count('gone'), earlier: count('earlier'), later: count('later') },
    ...{ levelChanged, changes },
  };
}

function describe(episode: Episode, other: Episode | null): AlarmChange | null {
  const about = { ...named(episode), at: episode.raisedAt, now: episode.peak };
  if (other === null) return { ...about, change: 'added', movedS: 0, before: null };
  const movedS = (episode.raisedAt - other.raisedAt) / 1000;
  const moved = { ...about, movedS, before: other.peak };
  if (movedS !== 0) return { ...moved, change: movedS < 0 ? 'earlier' : 'later' };
  return compareLevels(episode.peak, other.peak) === 0 ? null : { ...moved, change: 'level' };
}

/** Takes the episode that this one stands for out of the list. */
function takeNearest(candidates: Episode[], episode: Episode): Episode | null {
  const endMs = episode.clearedAt ?? Number.POSITIVE_INFINITY;
  let best = -1;
  let bestMs = Number.POSITIVE_INFINITY;
  for (const [index, candidate] of candidates.entries()) {
    const awayMs = Math.abs(candidate.raisedAt - episode.raisedAt);
    if (awayMs >= bestMs || (awayMs > NEAR_MS && !overlaps(candidate, episode.raisedAt, endMs))) continue;
    best = index;
    bestMs = awayMs;
  }
  return best < 0 ? null : (candidates.splice(best, 1)[0] ?? null);
}

const named = ({ rule, asset, condition }: Episode) => ({ rule, asset, condition });
