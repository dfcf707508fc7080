/** The only list of domains. Adding one is a folder beside these and one line here. */
import type { Asset, Domain, MetricStandard } from '@chengyun/contracts';
import { flood } from './flood/index.ts';
import { safety } from './safety/index.ts';
import { traffic } from './traffic/index.ts';

export const DOMAINS: readonly Domain[] = [flood, traffic, safety];

/** Assets of the domains and those that the city registered, which win; ordered by id. */
export function cityAssets(domains: readonly Domain[], registered: readonly Asset[]): readonly Asset[] {
  const assets = new Map(domains.flatMap((domain) => domain.assets).map((asset) => [asset.id, asset]));
  for (const asset of registered) assets.set(asset.id, asset);
  return [...assets.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Data standards of all domains by metric id. Throws when two domains claim one metric or an asset id, or when an
 * asset names another domain: a mistake in the folders, found at start.
 */
export function metricStandards(domains: readonly Domain[] = DOMAINS): ReadonlyMap<string, MetricStandard> {
  const standards = new Map<string, MetricStandard>();
  const assets = new Set<string>();
  for (const domain of domains) {
    for (const standard of domain.metrics) {
      if (standards.has(standard.id)) throw new Error(`metric ${standard.id} is defined twice, again in ${domain.id}`);
      standards.set(standard.id, standard);
    }
    for (const asset of domain.assets) {
      if (assets.has(asset.id)) throw new Error(`asset ${asset.id} is defined twice, again in ${domain.id}`);
      if (asset.domain !== domain.id) throw new Error(`asset ${asset.id} in ${domain.id} names domain ${asset.domain}`);
      assets.add(asset.id);
    }
  }
  return standards;
}
