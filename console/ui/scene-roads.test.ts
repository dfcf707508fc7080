import { basemapData } from '@chengyun/basemap/build.ts';
import type { AlarmView, Asset, MapLayerView } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { createRoadFinder, sceneRoads } from './scene-roads.ts';

const data = basemapData();
const roadAt = createRoadFinder(data);
const link: Asset = {
  ...{ id: 'road-x', domain: 'traffic', kind: 'road-link', name: { zh: '甲', en: 'A' } },
  ...{ lonDeg: 121.5225, latDeg: 31.23, attributes: {} },
};
const assets = new Map([[link.id, link]]);
const layer: MapLayerView = {
  ...{ id: 'traffic.queues', domain: 'traffic', name: { zh: '拥堵', en: 'Queues' }, when: 'always' },
  of: { assets: 'road-link' },
  draw: { as: 'roads', withinM: 500, rule: 'traffic.congestion', slowFrom: 'blue', closedFrom: 'red' },
};
const alarm = (change: Partial<AlarmView>): AlarmView =>
  ({
    ...{ id: 'a', rule: 'traffic.congestion', asset: link.id, domain: 'traffic', level: 'yellow' },
    ...{ state: 'active-unacknowledged' },
    ...change,
  }) as AlarmView;
const states = (alarms: readonly AlarmView[]) => sceneRoads([layer], alarms, assets, roadAt).map(({ state }) => state);

test('a station finds the road beside it, and none where there is none', () => {
  expect(data.roads.map(({ id }) => id)).toContain(roadAt(link.lonDeg, link.latDeg));
  const point = data.roads[3]!.path;
  expect(roadAt(point[0]!, point[1]!)).not.toBeNull();
  expect(roadAt(122.6, 31.23)).toBeNull();
});

test('an alarm of the rule makes the road at its place slow or closed, by its level', () => {
  expect(sceneRoads([layer], [alarm({})], assets, roadAt)).toEqual([
    {
      id: roadAt(link.lonDeg, link.latDeg),
      state: 'slow',
      near: { lonDeg: link.lonDeg, latDeg: link.latDeg, withinM: 500 },
    },
  ]);
  expect(states([alarm({ level: 'red' })])).toEqual(['closed']);
});

test('what is over, another rule, and an asset of another kind say nothing of a road', () => {
  expect(states([alarm({ state: 'cleared-unacknowledged' })])).toEqual([]);
  expect(states([alarm({ rule: 'traffic.camera-health' })])).toEqual([]);
  expect(states([alarm({ asset: 'unknown' })])).toEqual([]);
  const other = { ...layer, draw: { ...layer.draw, slowFrom: null } } as MapLayerView;
  expect(sceneRoads([other], [alarm({})], assets, roadAt)).toEqual([]);
});
