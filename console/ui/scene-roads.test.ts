import type { AlarmView, Asset, MapLayerView } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { roadAlarms, sceneRoads } from './scene-roads.ts';

const link: Asset = {
  ...{ id: 'link-x', domain: 'traffic', kind: 'road-link', name: { zh: '甲', en: 'A' } },
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
const states = (alarms: readonly AlarmView[], layers = [layer]) =>
  roadAlarms(layers, alarms, assets).map(({ state }) => state);

test('an alarm of the rule makes the road at its place slow or closed, by its level', () => {
  expect(states([alarm({})])).toEqual(['slow']);
  expect(states([alarm({ level: 'red' })])).toEqual(['closed']);
});

test('what is over, another rule, and an asset of another kind say nothing of a road', () => {
  expect(states([alarm({ state: 'cleared-unacknowledged' })])).toEqual([]);
  expect(states([alarm({ rule: 'traffic.camera-health' })])).toEqual([]);
  expect(states([alarm({ asset: 'unknown' })])).toEqual([]);
  const other = { ...layer, draw: { ...layer.draw, slowFrom: null } } as MapLayerView;
  expect(states([alarm({})], [other])).toEqual([]);
});

test('only where the map has a road at the asset, and only near it', () => {
  const alarms = roadAlarms([layer], [alarm({})], assets);
  const near = { lonDeg: link.lonDeg, latDeg: link.latDeg, withinM: 500 };
  expect(sceneRoads(alarms, new Map([['link-x', 'road-a']]))).toEqual([{ id: 'road-a', state: 'slow', near }]);
  expect(sceneRoads(alarms, new Map([['link-x', null]]))).toEqual([]);
  expect(sceneRoads(alarms, new Map())).toEqual([]);
});
