/**
 * Which assets go to which thread. Assets that some rule reads together belong together; such groups are spread so that
 * each thread has about as many rules to evaluate. Pure: the same rules give the same shards.
 */
import type { EachSource, Rule, WatchedAsset } from '../rules/rule.ts';

/** For each thread the ids of its assets, in order. A thread may have none. */
export function shardAssets(rules: readonly Rule[], count: number): readonly (readonly string[])[] {
  const parents = new Map<string, string>();
  const rootOf = (asset: string): string => {
    let root = asset;
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up;
    parents.set(asset, root);
    return root;
  };
  const weights = new Map<string, number>();
  for (const rule of rules) {
    for (const watched of rule.watched) {
      const own = rootOf(watched.asset.id);
      for (const other of assetsReadBy(watched)) parents.set(rootOf(other), own);
      weights.set(watched.asset.id, (weights.get(watched.asset.id) ?? 0) + 1);
    }
  }
  const groups = new Map<string, { readonly assets: string[]; weight: number }>();
  for (const asset of [...parents.keys()].sort()) {
    const root = rootOf(asset);
    const group = groups.get(root) ?? { assets: [], weight: 0 };
    group.assets.push(asset);
    group.weight += weights.get(asset) ?? 0;
    groups.set(root, group);
  }
  const shards = Array.from({ length: count }, () => ({ assets: [] as string[], weight: 0 }));
  for (const { assets, weight } of [...groups.values()].sort((a, b) => b.weight - a.weight)) {
    const lightest = shards.reduce((a, b) => (b.weight < a.weight ? b : a));
    lightest.assets.push(...assets);
    lightest.weight += weight;
  }
  return shards.map(({ assets }) => assets.sort());
}

/** The rules as one thread runs them: on its own assets only. */
export function rulesOfShard(rules: readonly Rule[], assets: ReadonlySet<string>): readonly Rule[] {
  return rules.flatMap((rule) => {
    const watched = rule.watched.filter(({ asset }) => assets.has(asset.id));
    return watched.length > 0 ? [{ ...rule, watched }] : [];
  });
}

function assetsReadBy({ sources, derivedSources, each }: WatchedAsset): readonly string[] {
  return [...sources.flat(), ...derivedSources.flat(), ...each.flat().flatMap(assetsOfEach)];
}

function assetsOfEach({ asset, sources, each }: EachSource): readonly string[] {
  return [asset, ...sources.flat(), ...each.flat().flatMap(assetsOfEach)];
}
