/** Connects rules that read each other, and rules that read forecasts, once all bindings are made. */
import type { Binding } from './binding.ts';
import { createDerived } from './derived.ts';
import type { ForecastBook } from './forecast-book.ts';

/** Fills `derived`, `dependents` and `depth` of all bindings; returns who reads which forecast, by `asset|metric`. */
export function wireDerived(bindings: readonly Binding[], book: ForecastBook): ReadonlyMap<string, readonly Binding[]> {
  const byKey = new Map(bindings.map((binding) => [binding.key, binding]));
  const dependents = new Map<Binding, Set<Binding>>();
  const forecastReaders = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const { rule, watched } = binding;
    binding.derived = rule.derived.map((input, i) => {
      const read =
        input.of === 'rule' ? watched.derivedSources[i]!.flatMap((id) => byKey.get(`${input.rule}|${id}`) ?? []) : [];
      for (const source of read) dependents.set(source, (dependents.get(source) ?? new Set()).add(binding));
      if (input.of === 'forecast') {
        const key = `${watched.asset.id}|${input.metric}`;
        forecastReaders.set(key, [...(forecastReaders.get(key) ?? []), binding]);
      }
      return createDerived(input, watched.asset.id, read, book, binding.program.names, binding.others[i] ?? []);
    });
  }
  for (const [source, readers] of dependents) source.dependents = [...readers].sort((a, b) => a.index - b.index);
  const depths = ruleDepths(bindings);
  for (const binding of bindings) binding.depth = depths.get(binding.rule.id) ?? 0;
  return forecastReaders;
}

/** 0 for a rule that reads no other, else one more than the deepest that it reads. */
function ruleDepths(bindings: readonly Binding[]): ReadonlyMap<string, number> {
  const reads = new Map<string, readonly string[]>();
  for (const { rule } of bindings) {
    reads.set(
      rule.id,
      rule.derived.flatMap((input) => (input.of === 'rule' ? [input.rule] : [])),
    );
  }
  const depths = new Map<string, number>();
  const depthOf = (rule: string, path: readonly string[]): number => {
    const known = depths.get(rule);
    if (known !== undefined) return known;
    if (path.includes(rule)) throw new Error(`rules read each other in a circle: ${[...path, rule].join(', ')}`);
    const depth = Math.max(-1, ...(reads.get(rule) ?? []).map((other) => depthOf(other, [...path, rule]))) + 1;
    depths.set(rule, depth);
    return depth;
  };
  for (const rule of reads.keys()) depthOf(rule, []);
  return depths;
}
