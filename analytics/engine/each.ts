/** The input `each`: a number made of several inputs of every other asset, then combined into one. */
import { type CelRun, createCelRun } from '../rules/cel-program.ts';
import type { DerivedInput, EachInput, EachSource, RuleInput } from '../rules/rule.ts';
import { inputValue } from './binding.ts';
import { combine } from './combine.ts';
import type { Feed } from './feed.ts';

/** An other asset with the feeds of its inputs. */
export interface EachFeeds {
  readonly source: EachSource;
  /** Per metric input of the `each`, nearest first. */
  readonly feeds: readonly (readonly Feed[])[];
  readonly each: readonly (readonly EachFeeds[])[];
}

/** Gives every source its feeds; `feedOf` makes or finds one and notes who reads it. */
export function feedEach(
  derived: readonly DerivedInput[],
  sources: readonly (readonly EachSource[])[],
  feedOf: (input: RuleInput, asset: string) => Feed,
): readonly (readonly EachFeeds[])[] {
  return derived.map((input, i) => {
    if (input.of !== 'each') return [];
    return (sources[i] ?? []).map((source) => ({
      source,
      feeds: input.inputs.map((part, j) => (source.sources[j] ?? []).map((asset) => feedOf(part, asset))),
      each: feedEach(input.derived, source.each, feedOf),
    }));
  });
}

type ReadEach = (sources: readonly EachFeeds[], nowMs: number) => number;

const MS_PER_S = 1_000;

/** Reads the input over sources; NaN when none gives a value and there is no default. */
export function createEach(input: EachInput, all: readonly EachFeeds[]): ReadEach {
  const attributes = [...new Set(all.flatMap(({ source }) => Object.keys(source.attributes)))].sort();
  const names = { names: [...input.inputs, ...input.derived].map(({ name }) => name), attributes };
  const where: CelRun | null = input.where && createCelRun(input.where, names);
  const give = createCelRun(input.give, names);
  const slots = new Float64Array(names.names.length);
  const inner = input.derived.map((part, i) =>
    part.of === 'each'
      ? createEach(
          part,
          all.flatMap((other) => other.each[i] ?? []),
        )
      : null,
  );
  const numbers = new Map(
    all.map(({ source }) => [source, Float64Array.from(attributes, (name) => source.attributes[name] ?? Number.NaN)]),
  );

  const numberOf = ({ source, feeds, each }: EachFeeds, nowMs: number): number => {
    let place = 0;
    for (let i = 0; i < input.inputs.length; i++) {
      const value = inputValue(input.inputs[i]!, feeds[i]!, nowMs);
      if (Number.isNaN(value)) return Number.NaN;
      slots[place++] = value;
    }
    for (let i = 0; i < inner.length; i++) {
      const value = inner[i]?.(each[i] ?? [], nowMs) ?? nowMs / MS_PER_S;
      if (Number.isNaN(value)) return Number.NaN;
      slots[place++] = value;
    }
    const own = numbers.get(source)!;
    return where === null || where(slots, own) === true ? Number(give(slots, own)) : Number.NaN;
  };
  return (sources, nowMs) => {
    const boundAt = (i: number) => sources[i]!.source.attributes[input.from.bound ?? ''] ?? Number.POSITIVE_INFINITY;
    const value = combine(input.from, sources.length, (i) => numberOf(sources[i]!, nowMs), boundAt);
    return Number.isNaN(value) && input.fallback !== null ? input.fallback : value;
  };
}
