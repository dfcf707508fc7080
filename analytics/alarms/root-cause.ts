/**
 * Silence that has a common cause. When most stations behind one hub (links `reports-through`, `powered-by`) fall silent
 * together, the hub is what is down: one alarm for it, and the silence of its stations is explained by that one. Only
 * silence is ever explained; an alarm that rests on readings is real and stays.
 */
import type { Asset, AssetRelation } from '@chengyun/contracts';

const CARRIES: readonly AssetRelation[] = ['reports-through', 'powered-by'];
/** Fewer silent stations are no hub's fault. */
const SILENT_MIN = 3;
const DOWN_SHARE = 0.6;
/** It is up again below this share, so that it does not flicker. */
const UP_SHARE = 0.3;
/** Hubs behind hubs. */
const DEPTH_MAX = 5;

export interface HubState {
  readonly hub: Asset;
  readonly silent: number;
  readonly stations: number;
}

export interface RootCauses {
  /** Hubs that the asset hangs on, nearest first. */
  above(asset: string): readonly string[];
  /** All hubs with the number of their stations that are silent. */
  states(isSilent: (asset: string) => boolean): readonly HubState[];
  isDown(state: HubState, wasDown: boolean): boolean;
}

export function createRootCauses(assets: readonly Asset[]): RootCauses {
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  const parents = new Map<string, string[]>();
  for (const { id, links } of assets) {
    const up = (links ?? []).flatMap(({ rel, to }) => (CARRIES.includes(rel) && byId.has(to) ? [to] : []));
    if (up.length > 0) parents.set(id, up);
  }
  const above = (asset: string): readonly string[] => {
    const found: string[] = [];
    let ring = parents.get(asset) ?? [];
    for (let depth = 0; depth < DEPTH_MAX && ring.length > 0; depth++) {
      const fresh = ring.filter((id) => id !== asset && !found.includes(id));
      found.push(...fresh);
      ring = fresh.flatMap((id) => parents.get(id) ?? []);
    }
    return found;
  };
  const stations = new Map<string, string[]>();
  for (const id of parents.keys()) {
    for (const hub of above(id)) stations.set(hub, [...(stations.get(hub) ?? []), id]);
  }
  const hubs = [...stations].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    above,
    states: (isSilent) =>
      hubs.map(([id, own]) => ({ hub: byId.get(id)!, silent: own.filter(isSilent).length, stations: own.length })),
    isDown: ({ silent, stations: count }, wasDown) =>
      wasDown ? silent >= UP_SHARE * count : silent >= Math.max(SILENT_MIN, DOWN_SHARE * count),
  };
}
