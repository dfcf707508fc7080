import { expect, test } from 'vitest';
import { fixtureAlarms, fixtureAssets } from './harness/fixture-alarms.ts';
import { sameSensors, sceneAlarms, sceneGauges, sceneSensors } from './scene-items.ts';

const NOW_MS = 1e9;
const assets = new Map(fixtureAssets().map((asset) => [asset.id, asset]));
const reading = (asset: string, value: number, at = NOW_MS) => ({
  key: `${asset}|water.level`,
  asset,
  metric: 'water.level',
  at,
  value,
  quality: 'good' as const,
  flags: [],
});

test('shelved alarms are not on the map, cleared ones keep a mark without reach', () => {
  const items = sceneAlarms(fixtureAlarms(NOW_MS), assets, () => null, NOW_MS);
  expect(items).toHaveLength(15);
  expect(items.find((item) => item.id === 'fixture-a1')).toMatchObject({ state: 'new', radiusM: 520 });
  expect(items.find((item) => item.id === 'fixture-c1')).toMatchObject({ state: 'cleared', radiusM: 60, value: '' });
});

test('an alarm that is drawn as before is the same object, in another language or grown silent it is another', () => {
  const alarms = fixtureAlarms(NOW_MS);
  const drawn = (nowMs: number, language: 'zh' | 'en') =>
    sceneAlarms(alarms, assets, () => reading('asset-a1', 5.2), nowMs, language)[0];
  const first = drawn(NOW_MS, 'zh');
  expect(drawn(NOW_MS + 1000, 'zh')).toBe(first);
  expect(drawn(NOW_MS, 'en')).not.toEqual(first);
  expect(drawn(NOW_MS + 3_600_000, 'zh')?.state).toBe('stale');
  expect(drawn(NOW_MS, 'zh')).toEqual(first);
});

test('plates speak the chosen language', () => {
  const [first] = sceneAlarms(fixtureAlarms(NOW_MS), assets, () => null, NOW_MS, 'en');
  expect(first?.title).toBe('Bank overtopping in 42 min');
});

test('a gauge has its marks and crest, and is stale when its value is old', () => {
  const series = (key: string) =>
    key === 'asset-a1|water.level' ? reading('asset-a1', 5.22, NOW_MS - 3_600_000) : null;
  const gauges = sceneGauges(assets.values(), series, NOW_MS);
  expect(gauges).toHaveLength(1);
  expect(gauges[0]).toMatchObject({ levelM: 5.22, crestM: 5.5, stale: true });
  expect(gauges[0]?.marks.map((mark) => mark.level)).toEqual(['orange', 'yellow', 'blue']);
});

test('a sensor speaks while any of its metrics is fresh, and silence changes what is drawn', () => {
  const asset = { ...fixtureAssets()[0]!, id: 'a' };
  const view = (metric: string, at: number, quality: 'good' | 'bad' = 'good') => ({
    ...{ key: `a|${metric}`, asset: 'a', metric, at, value: 1, quality, flags: [] },
  });
  const known = new Map([view('old', 0), view('new', 3_600_000)].map((one) => [one.key, one]));
  const assets = new Map([['a', asset]]);
  const of = (keys: string[]) => sceneSensors(assets, keys, (key) => known.get(key) ?? null, 3_600_000);
  expect(of(['a|old', 'a|new', 'a|none'])).toMatchObject([{ id: 'a', stale: false }]);
  expect(of(['a|old'])).toMatchObject([{ id: 'a', stale: true }]);
  expect(sameSensors(of(['a|old']), of(['a|old']))).toBe(true);
  expect(sameSensors(of(['a|old']), of(['a|new']))).toBe(false);
});
