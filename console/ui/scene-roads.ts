/** From alarms to roads that are not as they should be, by the descriptors of domains. Pure but for the road finder. */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { createFrame } from '@chengyun/basemap/project.ts';
import { createPathIndex } from '@chengyun/basemap/spatial.ts';
import type { AlarmView, Asset, Level, MapLayerView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { isActive } from './alarm-look.ts';
import type { CityRoad } from './city-scene.ts';

/** The road of the map at a place, or null where there is none. */
export type RoadFinder = (lonDeg: number, latDeg: number) => string | null;

/** A station stands beside the road that it watches; courses of roads are drawn smoothly. */
const BESIDE_M = 300;

export function createRoadFinder({ roads, origin }: Pick<BasemapData, 'roads' | 'origin'>): RoadFinder {
  const frame = createFrame(origin);
  const flat = roads.map(({ path }) => {
    const out = new Float64Array(path.length);
    for (let i = 0; i + 1 < path.length; i += 2) {
      const { xM, yM } = frame.enuFromLonLat(path[i]!, path[i + 1]!);
      out.set([xM, yM], i);
    }
    return out;
  });
  const index = createPathIndex(flat);
  return (lonDeg, latDeg) => {
    const { xM, yM } = frame.enuFromLonLat(lonDeg, latDeg);
    const found = index.nearest(xM, yM, BESIDE_M);
    return found === null ? null : roads[found.path]!.id;
  };
}

export function sceneRoads(
  layers: readonly MapLayerView[],
  alarms: Iterable<AlarmView>,
  assets: ReadonlyMap<string, Asset>,
  roadAt: RoadFinder,
): CityRoad[] {
  const shows = layers.flatMap(({ draw, of }) =>
    draw.as === 'roads' && 'assets' in of ? [{ draw, kind: of.assets }] : [],
  );
  const roads: CityRoad[] = [];
  for (const alarm of alarms) {
    if (!isActive(alarm.state)) continue;
    for (const { draw, kind } of shows) {
      const asset = assets.get(alarm.asset);
      if (draw.rule !== alarm.rule || asset?.kind !== kind) continue;
      const state = reaches(alarm.level, draw.closedFrom)
        ? 'closed'
        : reaches(alarm.level, draw.slowFrom)
          ? 'slow'
          : null;
      const id = state && roadAt(asset.lonDeg, asset.latDeg);
      if (!id || !state) continue;
      roads.push({ id, state, near: { lonDeg: asset.lonDeg, latDeg: asset.latDeg, withinM: draw.withinM } });
    }
  }
  return roads;
}

const reaches = (level: Level, from: Level | null): boolean =>
  from !== null && LEVEL_FACTS[level].rank >= LEVEL_FACTS[from].rank;
