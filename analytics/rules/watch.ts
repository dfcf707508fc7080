/** Which assets a rule watches, with which levels and which neighbours. Decided once, at load. */
import type { Asset } from '@chengyun/contracts';
import { AssetAttributes, type CelContext, CelError, type CelExpression } from './cel.ts';
import type { RuleInput, RuleLevel, WatchedAsset } from './rule.ts';

export interface WatchSpec {
  readonly kinds: readonly string[];
  readonly where: CelExpression | null;
  readonly inputs: readonly RuleInput[];
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
  for (const asset of assets) {
    if (!spec.kinds.includes(asset.kind)) continue;
    const attributes = new AssetAttributes({ ...asset.attributes, ...spec.overrides.get(asset.id) });
    if (spec.where && !holds(spec.where, attributes)) continue;
    const has = (expression: CelExpression | null) =>
      expression === null || expression.attributes.every((name) => attributes[name] !== undefined);
    if (!spec.lets.every(has)) continue;
    const levels = spec.levels
      .filter((level) => has(level.when) && has(level.clear) && has(level.threshold))
      .map((level) => ({ level, thresholdValue: thresholdOf(level, attributes) }));
    if (levels.length === 0) continue;
    checkOrder(asset, levels, spec.order);
    watched.push({ asset, attributes, levels, sources: spec.inputs.map((input) => sourcesOf(input, asset, assets)) });
  }
  return watched;
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

function checkOrder(asset: Asset, levels: WatchedAsset['levels'], order: 'rising' | 'falling'): void {
  let before: { readonly level: RuleLevel; readonly value: number } | null = null;
  for (const { level, thresholdValue } of levels) {
    if (thresholdValue === null) continue;
    if (before && (order === 'rising' ? thresholdValue <= before.value : thresholdValue >= before.value)) {
      const wanted = order === 'rising' ? 'above' : 'below';
      const found = `${level.level} ${thresholdValue} is not ${wanted} ${before.level.level} ${before.value}`;
      throw new CelError(`thresholds of ${asset.id} are out of order: ${found}`, 0);
    }
    before = { level, value: thresholdValue };
  }
}

function sourcesOf(input: RuleInput, asset: Asset, assets: readonly Asset[]): readonly string[] {
  const { from } = input;
  if (!from) return [asset.id];
  return assets
    .filter((other) => other.kind === from.kind && other.id !== asset.id)
    .map((other) => ({ id: other.id, distanceM: distanceM(asset, other) }))
    .filter((other) => other.distanceM <= from.withinM)
    .sort((a, b) => a.distanceM - b.distanceM || (a.id < b.id ? -1 : 1))
    .map((other) => other.id);
}

const EARTH_RADIUS_M = 6_371_008.8;
const RAD = Math.PI / 180;

/** Equirectangular distance; its error is below 0.1 % over the size of a city. */
function distanceM(a: Asset, b: Asset): number {
  const x = (b.lonDeg - a.lonDeg) * RAD * Math.cos(((a.latDeg + b.latDeg) / 2) * RAD);
  const y = (b.latDeg - a.latDeg) * RAD;
  return Math.hypot(x, y) * EARTH_RADIUS_M;
}
