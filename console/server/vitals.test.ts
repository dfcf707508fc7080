import type { Domain, SeriesView, TickRecord } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { createAlarmStrip, STRIP_BIN_MS } from './alarm-strip.ts';
import { createTimelineState } from './timeline-state.ts';
import { SPARK_BINS, sparkKeys, vitalViews } from './vitals.ts';

const text = { zh: '雨', en: 'Rain' };
const DOMAIN: Domain = {
  ...{ id: 'rain', name: text, folderUrl: 'file:///', assets: [], procedures: {}, plans: {}, names: {} },
  metrics: [
    { ...{ id: 'rain', name: text, unit: 'mm/h', range: [0, 300], periodMs: 60_000 }, digits: 1, normalBand: [0, 15] },
  ],
  layers: [],
  vitals: [
    { id: 'most', name: text, metric: 'rain', aggregate: 'max' },
    { id: 'mean', name: text, metric: 'rain', aggregate: 'avg' },
    { id: 'north', name: text, metric: 'rain', asset: 'north', aggregate: 'last' },
    { id: 'nothing', name: text, metric: 'snow', aggregate: 'sum' },
  ],
};
const value = (asset: string, at: number, amount: number, quality: SeriesView['quality'] = 'good'): SeriesView => ({
  ...{ key: `${asset}|rain`, asset, metric: 'rain', at, value: amount, quality, flags: [] },
});

test('a vital sign takes good values only, joins the sparks of its series and stays empty without data', () => {
  const state = createTimelineState('live', () => null);
  state.restoreSeries([value('north', 10, 4), value('south', 20, 8), value('west', 30, 99, 'bad')]);
  const line = (v: number | null) => Array.from({ length: SPARK_BINS }, (_, i) => (i === 0 ? v : null));
  const sparks = new Map([
    ['north|rain', line(2)],
    ['south|rain', line(6)],
  ]);
  const [most, mean, north, nothing] = vitalViews([DOMAIN], state, sparks);
  expect(most).toMatchObject({ value: 8, at: 20, unit: 'mm/h', digits: 1, band: [0, 15] });
  expect(mean).toMatchObject({ value: 6 });
  expect(most?.spark[0]).toBe(6);
  expect(mean?.spark.slice(0, 2)).toEqual([4, null]);
  expect(north).toMatchObject({ value: 4, at: 10 });
  expect(nothing).toMatchObject({ value: null, at: null, unit: '1' });
  expect(nothing?.spark).toHaveLength(SPARK_BINS);
  expect([...sparkKeys([DOMAIN], state)].sort()).toEqual(['north|rain', 'south|rain', 'west|rain']);
});

test('the strip has 72 bins, ends now and forgets what is older than 6 h', () => {
  const strip = createAlarmStrip();
  const nowMs = 100 * STRIP_BIN_MS + 7;
  strip.add(nowMs, 'red');
  strip.add(nowMs, 'red');
  strip.add(nowMs - 71 * STRIP_BIN_MS, 'blue');
  strip.add(nowMs - 72 * STRIP_BIN_MS, 'blue');
  const bins = strip.view(nowMs);
  expect(bins).toHaveLength(72);
  expect(bins.at(-1)).toEqual({ at: 100 * STRIP_BIN_MS, counts: { blue: 0, yellow: 0, orange: 0, red: 2 } });
  expect(bins[0]?.counts.blue).toBe(1);
});

test('a late value does not replace a newer one, and ages follow the timeline’s own clock', () => {
  const state = createTimelineState('exercise:x', () => null);
  const tick: TickRecord = { k: 'tick', tl: 'exercise:x', n: 1, at: 100_000, facts: 0 };
  const sent = { k: 'obs' as const, tl: 'exercise:x', device: 'd', epoch: '1-0', seq: 1, sentAt: 900, rxAt: 950 };
  const item = (at: number, amount: number) => ({ asset: 'a', metric: 'm', at, value: amount });
  state.applyObservations({ ...sent, items: [item(70_000, 1), item(60_000, 2)] }, 1000, true);
  state.applyTick(tick, 1000);
  state.applyTick({ ...tick, n: 1, at: 5 }, 2000);
  expect(state.series('a|m')?.value).toBe(1);
  expect(state.medianAgeMs()).toBe(30_000);
  expect(state.lag.medianMs(1000)).toBe(100);
  expect([...state.takeChanges().series]).toEqual(['a|m']);
  expect(state.takeChanges().series.size).toBe(0);
});
