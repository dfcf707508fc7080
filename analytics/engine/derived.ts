/**
 * Inputs that are made of something else than readings: states of other rules, sequences, schedules, forecasts. Each
 * gives a number at a moment, or NaN, and says when it may change by time alone. What it remembers is saved state.
 */
import { isStandingState, LEVEL_FACTS } from '@chengyun/contracts';
import { type CelRun, type CelSlots, createCelRun } from '../rules/cel-program.ts';
import type { DerivedInput, FromOthers } from '../rules/rule.ts';
import type { Binding } from './binding.ts';
import { combine } from './combine.ts';
import { createEach, type EachFeeds } from './each.ts';
import type { ForecastBook } from './forecast-book.ts';

export interface Derived {
  readonly name: string;
  /** `s` and `a`: slots and attributes of the program; inputs before this one are in. */
  read(nowMs: number, s: Float64Array, a: Float64Array): number;
  /** When it may change without new data; Infinity for never. Asked after `read`. */
  wakeAtMs(nowMs: number): number;
  readonly save?: () => readonly (number | null)[];
  readonly load?: (state: readonly (number | null)[]) => void;
}

const MINUTE_MS = 60_000;
const MS_PER_S = 1_000;
const NEVER = Number.POSITIVE_INFINITY;

/** `rules` are the bindings that a rule input reads, `others` what an `each` reads; `asset` is the one that is watched. */
export function createDerived(
  input: DerivedInput,
  asset: string,
  rules: readonly Binding[],
  book: ForecastBook,
  names: CelSlots,
  others: readonly EachFeeds[],
): Derived {
  switch (input.of) {
    case 'schedule': {
      const { name, schedule } = input;
      return {
        name,
        read: (nowMs) => (schedule.holds(nowMs) ? 1 : 0),
        wakeAtMs: (nowMs) => schedule.nextChangeMs(nowMs),
      };
    }
    case 'clock':
      return { name: input.name, read: (nowMs) => nowMs / MS_PER_S, wakeAtMs: () => NEVER };
    case 'each': {
      const readEach = createEach(input, others);
      return { name: input.name, read: (nowMs) => readEach(others, nowMs), wakeAtMs: () => NEVER };
    }
    case 'rule':
      return createRuleState(input.name, input.gives, input.from, rules);
    case 'forecast': {
      const { name, metric, ask, band, fallback } = input;
      const threshold = ask.kind === 'until' ? createCelRun(ask.threshold, names) : null;
      const isFalling = ask.kind === 'until' && ask.isFalling;
      const read = (nowMs: number, s: Float64Array, a: Float64Array) => {
        const value =
          ask.kind === 'at'
            ? book.at(asset, metric, band, nowMs + ask.aheadMs)
            : book.until(asset, metric, band, nowMs, Number(threshold?.(s, a)), isFalling);
        return Number.isNaN(value) && fallback !== null ? fallback : value;
      };
      return { name, read, wakeAtMs: () => NEVER };
    }
    case 'sequence':
      return createSequence(input, createCelRun(input.first, names), createCelRun(input.second, names));
  }
}

function createRuleState(
  name: string,
  gives: 'active' | 'level' | 'heldMin',
  from: FromOthers | null,
  rules: readonly Binding[],
): Derived {
  const stateOf = ({ alarm }: Binding, nowMs: number): number => {
    const record = alarm?.record;
    if (!record || !isStandingState(record.state)) return 0;
    if (gives === 'active') return 1;
    return gives === 'level' ? LEVEL_FACTS[record.level].rank + 1 : (nowMs - record.raisedAt) / MINUTE_MS;
  };
  return {
    name,
    // Where the other rule watches nothing, it says nothing: not active.
    read: (nowMs) => {
      if (rules.length === 0) return 0;
      return from ? combine(from, rules.length, (i) => stateOf(rules[i]!, nowMs)) : stateOf(rules[0]!, nowMs);
    },
    wakeAtMs: (nowMs) =>
      gives === 'heldMin' && rules.some((binding) => stateOf(binding, nowMs) > 0) ? nowMs + MINUTE_MS : NEVER,
  };
}

/**
 * A then B within T: 1 for T after B came within T of A. A without B within T: 1 from T after A until B comes. A counts
 * at the moment in which it begins to hold; a new A begins anew.
 */
function createSequence(
  input: Extract<DerivedInput, { of: 'sequence' }>,
  firstRun: CelRun,
  secondRun: CelRun,
): Derived {
  let isFirst = false;
  let firstAtMs: number | null = null;
  let doneAtMs: number | null = null;
  const { withinMs, isFollowed } = input;

  const move = (nowMs: number, s: Float64Array, a: Float64Array) => {
    const first = firstRun(s, a) === true;
    const second = secondRun(s, a) === true;
    if (isFollowed) {
      if (first && !isFirst) firstAtMs = nowMs;
      if (firstAtMs !== null && nowMs - firstAtMs > withinMs) firstAtMs = null;
      if (second && firstAtMs !== null && !(first && firstAtMs === nowMs)) {
        doneAtMs = nowMs;
        firstAtMs = null;
      }
      if (doneAtMs !== null && nowMs - doneAtMs >= withinMs) doneAtMs = null;
    } else {
      if (first && !isFirst && doneAtMs === null) firstAtMs = nowMs;
      if (second) firstAtMs = doneAtMs = null;
      if (firstAtMs !== null && nowMs - firstAtMs >= withinMs) {
        doneAtMs = nowMs;
        firstAtMs = null;
      }
    }
    isFirst = first;
  };
  return {
    name: input.name,
    read: (nowMs, s, a) => {
      move(nowMs, s, a);
      return doneAtMs === null ? 0 : 1;
    },
    wakeAtMs: () => {
      if (isFollowed) return doneAtMs === null ? NEVER : doneAtMs + withinMs;
      return firstAtMs === null ? NEVER : firstAtMs + withinMs;
    },
    save: () => [isFirst ? 1 : 0, firstAtMs, doneAtMs],
    load: ([first = 0, begun = null, done = null]) => {
      isFirst = first === 1;
      firstAtMs = begun;
      doneAtMs = done;
    },
  };
}
