/** Which assets a rule watches, with which levels and which neighbours. Decided once, at load. */
import type { Asset } from '@chengyun/contracts';
import { AssetAttributes, type CelContext, CelError, type CelExpression } from './cel.ts';
import { createRelations, type Relations } from './relations.ts';
import type { DerivedInput, EachSource, RuleInput, RuleLevel, WatchedAsset } from './rule.ts';

export interface WatchSpec {
  readonly kinds: readonly string[];
  readonly where: CelExpression | null;
  readonly inputs: readonly RuleInput[];
  readonly derived: readonly DerivedInput[];
  readonly lets: readonly CelExpression[];
  readonly levels: readonly RuleLevel[];
  readonly overrides: ReadonlyMap<string, Readonly<Record<string, number>>>;
  readonly order: 'rising' | 'falling';
}

/**
 * A level that reads an attribute which an asset does not have is not in force for that asset; an asset without any
 * level is not watched. Throws CelError with the level's name when the thresholds of an asset are out of order.
 */
export function watchAssets(spec: WatchSpec, assets: readonly Asset[]): readonly WatchedAsset[] {
  const watched: WatchedAsset[] = [];
  const relations = createRelations(assets);
  for (const asset of assets) {
    if (!spec.kinds.includes(asset.kind)) continue;
    const attributes = new AssetAttributes({ ...asset.attributes, ...spec.overrides.get(asset.id) });
    if (spec.where && !holds(spec.where, attributes)) continue;
    const has = (expression: CelExpression | null) =>
      expression === null || expression.attributes.every((name) => attributes[name] !== undefined);
    if (!spec.lets.every(has) || !spec.derived.flatMap(expressionsOf).every(has)) continue;
    const inForce = spec.levels.filter((level) => has(level.when) && has(level.clear) && has(level.threshold));
    if (inForce.length === 0) continue;
    // One array for all assets with all levels: there may be thousands of them.
    const levels = inForce.length === spec.levels.length ? spec.levels : inForce;
    const thresholds = levels.map((level) => thresholdOf(level, attributes));
    checkOrder(asset, levels, thresholds, spec.order);
    const sourcesOf = (from: RuleInput['from']) => (from ? relations.sourcesOf(from, asset) : [asset.id]);
    const sources = spec.inputs.map((input) => sourcesOf(input.from));
    const derivedSources = spec.derived.map((input) =>
      input.of === 'rule' || input.of === 'each' ? sourcesOf(input.from) : input.of === 'forecast' ? [asset.id] : [],
    );
    const each = eachSources(spec.derived, asset, relations);
    watched.push({ asset, attributes, levels, thresholds, sources, derivedSources, each });
  }
  return watched;
}

/** The assets that each `each` among the inputs reads as seen from one asset, with what these read in turn. */
function eachSources(
  derived: readonly DerivedInput[],
  asset: Asset,
  relations: Relations,
): readonly (readonly EachSource[])[] {
  return derived.map((input) => {
    if (input.of !== 'each') return [];
    return relations.assetsOf(input.from, asset).map((other) => ({
      asset: other.id,
      attributes: new AssetAttributes(other.attributes),
      sources: input.inputs.map(({ from }) => (from ? relations.sourcesOf(from, other) : [other.id])),
      each: eachSources(input.derived, other, relations),
    }));
  });
}

/** Expressions inside a derived input. */
function expressionsOf(input: DerivedInput): CelExpression[] {
  if (input.of === 'sequence') return [input.first, input.second];
  return input.of === 'forecast' && input.ask.kind === 'until' ? [input.ask.threshold] : [];
}

function holds(where: CelExpression, attributes: AssetAttributes): boolean {
  try {
    return where.evaluate({ asset: attributes } satisfies CelContext) === true;
  } catch {
    // The condition reads an attribute that this asset does not have: it does not hold.
    return false;
  }
}

function thresholdOf(level: RuleLevel, attributes: AssetAttributes): number | null {
  return level.threshold ? Number(level.threshold.evaluate({ asset: attributes })) : null;
}

function checkOrder(
  asset: Asset,
  levels: readonly RuleLevel[],
  thresholds: readonly (number | null)[],
  order: 'rising' | 'falling',
): void {
  let before: { readonly level: RuleLevel; readonly value: number } | null = null;
  for (const [index, level] of levels.entries()) {
    const value = thresholds[index] ?? null;
    if (value === null) continue;
    if (before && (order === 'rising' ? value <= before.value : value >= before.value)) {
      const wanted = order === 'rising' ? 'above' : 'below';
      const found = `${level.level} ${value} is not ${wanted} ${before.level.level} ${before.value}`;
      throw new CelError(`thresholds of ${asset.id} are out of order: ${found}`, 0);
    }
    before = { level, value };
  }
}
