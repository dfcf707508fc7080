import type { Asset, LayerShape, MapLayerView, SeriesView } from '@chengyun/contracts';
import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createMapLayers } from './map-layers.ts';

const layer = (id: string, more: Partial<MapLayerView>): MapLayerView => ({
  ...{ id, domain: id.split('.')[0]!, name: { zh: id, en: id }, when: 'asked' },
  ...{ of: { role: 'pumps' }, draw: { as: 'dots', mark: 'box', tone: 'high' } },
  ...more,
});
const LAYERS: readonly MapLayerView[] = [
  layer('flood.pumps', {}),
  layer('flood.gauges', { of: { assets: 'tide-gauge', metric: 'water.level' } }),
  layer('traffic.cameras', { of: { assets: 'camera' } }),
  layer('traffic.queues', { when: 'always' }),
];
const asset = (id: string, kind: string): Asset => ({
  ...{ id, kind, domain: 'flood', name: { zh: id, en: id }, lonDeg: 121.5, latDeg: 31.2, attributes: {} },
});
const newest = (at: number): SeriesView => ({
  ...{ key: 'g1|water.level', asset: 'g1', metric: 'water.level', at, value: 1, quality: 'good', flags: [] },
});

async function opened() {
  const assets = signal(new Map([asset('g1', 'tide-gauge'), asset('c1', 'camera')].map((one) => [one.id, one])));
  const level = signal<SeriesView | null>(newest(0));
  const nowMs = signal(0);
  const asked: string[] = [];
  const layers = createMapLayers({
    live: { assets, series: (key) => (key === 'g1|water.level' ? level : signal(null)) },
    nowMs,
    fetchLayers: async () => LAYERS,
    fetchShapes: async (id): Promise<readonly LayerShape[]> => {
      asked.push(id);
      return [{ id: 'pump-1', path: [121.5, 31.2] }];
    },
  });
  await Promise.resolve();
  return { layers, asked, nowMs };
}

test('what is always there is not offered; nothing is fetched before it is asked for, and then once', async () => {
  const { layers, asked } = await opened();
  expect(layers.offered.value.map(({ id }) => id)).toEqual(['flood.pumps', 'flood.gauges', 'traffic.cameras']);
  expect(layers.drawn.value).toEqual([]);
  layers.toggle('flood.pumps');
  await Promise.resolve();
  expect(layers.drawn.value[0]!.shapes).toEqual([
    { id: 'pump-1', path: [121.5, 31.2], isAsset: false, isHollow: false },
  ]);
  layers.toggle('flood.pumps');
  expect(layers.drawn.value).toEqual([]);
  layers.toggle('flood.pumps');
  expect(asked).toEqual(['flood.pumps']);
});

test('one key walks through the domains and back to none', async () => {
  const { layers } = await opened();
  const shown = () => layers.shown.value.map(({ id }) => id);
  layers.cycle();
  expect(shown()).toEqual(['flood.pumps', 'flood.gauges']);
  layers.cycle();
  expect(shown()).toEqual(['traffic.cameras']);
  layers.cycle();
  expect(shown()).toEqual([]);
});

test('a station whose metric is old is hollow, one without a metric never', async () => {
  const { layers, nowMs } = await opened();
  const hollow = () => layers.drawn.value.flatMap(({ shapes }) => shapes.map(({ id, isHollow }) => [id, isHollow]));
  layers.toggle('flood.gauges');
  layers.toggle('traffic.cameras');
  expect(hollow()).toEqual([
    ['g1', false],
    ['c1', false],
  ]);
  nowMs.value = 24 * 3_600_000;
  expect(hollow()).toEqual([
    ['g1', true],
    ['c1', false],
  ]);
});
