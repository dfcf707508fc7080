/**
 * Chatter: an alarm that is raised three times within ten minutes (EEMUA 191 counts three a minute, ours are slower)
 * calls nobody any more until it was quiet for half an hour. It is still shown, and marked.
 */
import { type AlarmRecord, alarmIdentity } from '@chengyun/contracts';
import { rememberNewest } from './remember-newest.ts';

const RAISES = 3;
const WITHIN_MS = 10 * 60_000;
const QUIET_MS = 30 * 60_000;
/** Alarms that are remembered; the one raised longest ago is forgotten first. */
const REMEMBERED_MAX = 10_000;

interface Raises {
  readonly times: readonly number[];
  /** Marked until then; 0 while it is not. */
  readonly untilMs: number;
}

export interface Chatter {
  /** Notes that the alarm was raised; true when it chatters. */
  raised(record: AlarmRecord): boolean;
  save(): readonly (readonly [string, Raises])[];
  load(saved: readonly (readonly [string, Raises])[]): void;
}

export function createChatter(): Chatter {
  let known = new Map<string, Raises>();
  return {
    raised: (record) => {
      const { at } = record;
      const key = alarmIdentity(record);
      const before = known.get(key) ?? { times: [], untilMs: 0 };
      const times = [...before.times.filter((time) => at - time < WITHIN_MS), at].slice(-RAISES);
      const isChattering = times.length >= RAISES || at < before.untilMs;
      rememberNewest(known, key, { times, untilMs: isChattering ? at + QUIET_MS : 0 }, REMEMBERED_MAX);
      return isChattering;
    },
    save: () => [...known],
    load: (saved) => {
      known = new Map(saved);
    },
  };
}
