import { loadManifest } from '@chengyun/models/runtime/manifest.ts';
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { expect, test } from 'vitest';
import { PONDING_MODEL } from '../water-judge.ts';
import type { ZoneConfig } from '../zones/zone.ts';
import { createPonding, PONDING_CLASSES } from './ponding.ts';

const frame: RgbFrame = { rgb: new Uint8Array(12), width: 2, height: 2 };
const zone: ZoneConfig = {
  id: 'low-point',
  polygon: [
    [0.2, 0.5],
    [0.8, 0.5],
    [0.8, 0.9],
  ],
  counts: [],
  kind: 'ponding',
};

/** Looks five times a second for a while; `said` is what the network says at a second. */
async function watch(seconds: number, said: (s: number) => { cls: string; score: number } | null) {
  const ponding = createPonding(zone);
  const looked: number[] = [];
  for (let ms = 0; ms <= seconds * 1000; ms += 200) {
    await ponding.look(frame, ms, async (seen, region) => {
      expect([seen, region]).toEqual([frame, zone.polygon]);
      looked.push(ms);
      return said(ms / 1000);
    });
  }
  return { looked, measured: ponding.measure(seconds * 1000) };
}

test('the class is the median of half a minute, with the mean of the scores', async () => {
  const { looked, measured } = await watch(60, (s) => ({
    cls: s >= 45 && s < 50 ? 'above-30cm' : '15-to-30cm',
    score: s >= 45 && s < 50 ? 0.5 : 0.8,
  }));
  expect(looked.slice(0, 3)).toEqual([0, 5000, 10_000]);
  expect(measured).toMatchObject([{ metric: 'water.ponding_class', value: PONDING_CLASSES.indexOf('15-to-30cm') }]);
  expect(measured[0]!.founded).toBeCloseTo((5 * 0.8 + 0.5) / 6, 6);
});

test('from one or two looks, from classes that nobody knows and from no network nothing is said', async () => {
  expect((await watch(6, () => ({ cls: 'dry', score: 0.9 }))).measured).toEqual([]);
  expect((await watch(60, () => ({ cls: 'snow', score: 0.9 }))).measured).toEqual([]);
  expect((await watch(60, () => null)).measured).toEqual([]);
});

test('the classes are those of the model that ships', () => {
  expect(loadManifest(PONDING_MODEL).manifest.classes).toEqual(PONDING_CLASSES);
});
