/** Alarms as spans of time: from being raised to being cleared, with every level on the way and every call to a person. */
import { type AlarmRecord, type Bilingual, compareLevels, isStandingState, type Level } from '@chengyun/contracts';

export interface Episode {
  /** Id of the alarm; one that is raised again before anybody acknowledged it has several episodes. */
  readonly id: string;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly asset: string;
  readonly condition: string;
  /** As it was last said. */
  title: Bilingual;
  readonly raisedAt: number;
  /** null: it still stood at the end. */
  clearedAt: number | null;
  peak: Level;
  /** Level from each moment on, oldest first. */
  readonly levels: { readonly at: number; readonly level: Level }[];
  /** Moments at which a person was called: a raise or an escalation that was not hushed. */
  readonly calls: number[];
}

export interface EpisodeLog {
  add(record: AlarmRecord): void;
  /** In the order in which they began. */
  all(): readonly Episode[];
}

/** Back-tests that say more than this are stopped by their caller. */
export const EPISODES_MAX = 1_000_000;

/** A person is called by what is raised or gets worse and stands before somebody unacknowledged. */
export function isCall({ transition, state }: AlarmRecord): boolean {
  return (transition === 'raise' || transition === 'escalate') && state === 'active-unacknowledged';
}

export function createEpisodes(): EpisodeLog {
  const all: Episode[] = [];
  const open = new Map<string, Episode>();
  return {
    all: () => all,
    add: (record) => {
      const { id, at, level, transition } = record;
      let episode = open.get(id);
      if (transition === 'raise' || (episode === undefined && isStandingState(record.state))) {
        const { rule, ruleVersion, asset, condition, title } = record;
        episode = {
          id,
          rule,
          ruleVersion,
          asset,
          condition,
          title,
          raisedAt: at,
          clearedAt: null,
          peak: level,
          levels: [],
          calls: [],
        };
        open.set(id, episode);
        all.push(episode);
      }
      if (episode === undefined) return;
      if (transition === 'clear') {
        episode.clearedAt = at;
        open.delete(id);
        return;
      }
      episode.title = record.title;
      if (episode.levels.at(-1)?.level !== level) episode.levels.push({ at, level });
      if (compareLevels(level, episode.peak) > 0) episode.peak = level;
      if (isCall(record)) episode.calls.push(at);
    },
  };
}

/** When the episode first stood at a level or above; null when it never did. */
export function reachedAt({ levels }: Episode, level: Level): number | null {
  return levels.find((each) => compareLevels(each.level, level) >= 0)?.at ?? null;
}

export function overlaps(episode: Episode, fromMs: number, toMs: number): boolean {
  return episode.raisedAt <= toMs && (episode.clearedAt ?? Number.POSITIVE_INFINITY) >= fromMs;
}
