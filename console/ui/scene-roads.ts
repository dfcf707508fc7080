/** From alarms to roads that are not as they should be, by the descriptors of domains. Pure. */
import type { AlarmView, Asset, Level, MapLayerView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { isActive } from './alarm-look.ts';
import type { CityRoad } from './city-scene.ts';

/** An alarm that says something of the road at its asset. */
export interface RoadAlarm {
  readonly asset: Asset;
  readonly state: CityRoad['state'];
  readonly withinM: number;
}

export function roadAlarms(
  layers: readonly MapLayerView[],
  alarms: Iterable<AlarmView>,
  assets: ReadonlyMap<string, Asset>,
): RoadAlarm[] {
  const shows = layers.flatMap(({ draw, of }) =>
    draw.as === 'roads' && 'assets' in of ? [{ ...draw, kind: of.assets }] : [],
  );
  const found: RoadAlarm[] = [];
  for (const alarm of alarms) {
    const asset = isActive(alarm.state) ? assets.get(alarm.asset) : undefined;
    if (!asset) continue;
    for (const { rule, kind, withinM, slowFrom, closedFrom } of shows) {
      if (rule !== alarm.rule || kind !== asset.kind) continue;
      const state = reaches(alarm.level, closedFrom) ? 'closed' : reaches(alarm.level, slowFrom) ? 'slow' : null;
      if (state) found.push({ asset, state, withinM });
    }
  }
  return found;
}

/** `roads` says which road is at an asset, by the asset's id; null where there is none. */
export function sceneRoads(alarms: readonly RoadAlarm[], roads: ReadonlyMap<string, string | null>): CityRoad[] {
  return alarms.flatMap(({ asset, state, withinM }) => {
    const id = roads.get(asset.id);
    return id ? [{ id, state, near: { lonDeg: asset.lonDeg, latDeg: asset.latDeg, withinM } }] : [];
  });
}

const reaches = (level: Level, from: Level | null): boolean =>
  from !== null && LEVEL_FACTS[level].rank >= LEVEL_FACTS[from].rank;
