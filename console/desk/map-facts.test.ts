import type { MapFacts } from '@chengyun/basemap/layer-facts.ts';
import type { Asset } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { createMapNames } from './map-facts.ts';

const facts: MapFacts = {
  layers: [
    { id: 'roads', role: 'roads', source: 'City survey', licence: 'ours', confidence: 'B', schematic: true },
    {
      id: 'houses',
      role: 'buildings',
      source: 'OpenStreetMap',
      licence: 'ODbL-1.0',
      confidence: 'C',
      schematic: false,
    },
  ],
  features: [
    { id: 'road-a', layer: 'roads', role: 'roads', nameZh: '甲路', nameEn: '', box: [0, 0, 1, 1] },
    { id: 'house-1', layer: 'houses', role: 'buildings', nameZh: '', nameEn: '', box: [0, 0, 1, 1] },
  ],
};
const station: Asset = {
  ...{ id: 'gauge-1', domain: 'flood', kind: 'tide-gauge', name: { zh: '一号站', en: 'Station 1' } },
  ...{ lonDeg: 121.5, latDeg: 31.2, attributes: {}, fictional: true },
};
const assets = new Map([[station.id, station]]);

const said = async (names: ReturnType<typeof createMapNames>, kind: string, id: string) => {
  const found = await names.of({ kind, id }, assets);
  return found && [found.name(), found.kind(), found.trust(), found.station];
};

test('a thing of the map is named with its sort, its confidence and its source; the server is asked once', async () => {
  let asked = 0;
  const get = async <T>() => {
    asked++;
    return { ok: true as const, value: facts as T };
  };
  const names = createMapNames({ get });
  expect(await said(names, 'road', 'road-a')).toEqual(['甲路', '道路', '两个来源一致 · 示意 · City survey', null]);
  expect(await said(names, 'building', 'house-1')).toEqual(['无名', '建筑', '单一来源 · OpenStreetMap', null]);
  expect(asked).toBe(1);
});

test('an asset opens its station, an invented block says so, an alarm has its plate: for none the server is asked', async () => {
  const names = createMapNames({
    get: () => {
      throw new Error('nobody should ask');
    },
  });
  expect(await said(names, 'sensor', 'gauge-1')).toEqual(['一号站', '防汛', '虚构，用于演练', 'gauge-1']);
  expect(await said(names, 'building', 'block-12')).toEqual(['示意建筑', '', '没有测绘数据，只表示城市肌理', null]);
  expect(await said(names, 'alarm', 'a1')).toBeNull();
});

test('a server that does not answer is asked again', async () => {
  let asked = 0;
  const names = createMapNames({ get: async () => ({ ok: false as const, message: `no ${++asked}` }) });
  expect(await said(names, 'road', 'road-a')).toEqual(['地图没有回答', '', '', null]);
  await said(names, 'road', 'road-a');
  expect(asked).toBe(2);
});
