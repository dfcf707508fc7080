import { basemapData } from '@chengyun/basemap';
import { LEVELS } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import { expect, test } from 'vitest';
import { makeAlarm } from './made-alarm.ts';
import { cellAt, createPlaceProfiles } from './place-profiles.ts';
import { createRiskMapper, exposureOf, riskLevel, vulnerabilityOf } from './risk-map.ts';

const basemap = basemapData();
const places = createPlaceProfiles(basemap);
const assets = DOMAINS.flatMap((domain) => domain.assets);
const mapper = createRiskMapper(places, DOMAINS, assets);
const flood = DOMAINS.find((domain) => domain.id === 'flood')!.risk!;

test('everybody of the district is in exactly one cell', () => {
  const people = [...places.cells.values()].reduce((sum, cell) => sum + cell.people, 0);
  const known = basemap.units.reduce((sum, unit) => sum + unit.populationThousands * 1000, 0);
  expect(places.cells.size).toBeGreaterThan(1000);
  expect(Math.abs(people - known) / known).toBeLessThan(0.02);
});

test('no alarm, no risk', () => {
  expect(mapper.map([])).toEqual({ cells: [], districts: [], assets: [], dropped: 0 });
});

test('a flooded underpass puts its own cell first, with its reason and its people', () => {
  const { cells, districts, assets: risky } = mapper.map([makeAlarm({})]);
  const [worst] = cells;
  expect(worst?.id).toBe(cellAt(121.537, 31.2245));
  expect(worst?.reasons[0]?.text.en).toMatch(/^Ponding: about \d+ people/);
  const { hazard, exposure, vulnerability, score } = worst!;
  expect(score).toBeCloseTo(hazard * exposure * vulnerability, 2);
  expect(districts[0]?.score).toBe(worst?.score);
  expect(risky.map(({ id }) => id)).toContain('underpass-yanggao-century');
});

test('a higher level is never less risk, and two hazards are never less than one', () => {
  const scores = LEVELS.map((level) => mapper.map([makeAlarm({ level })]).cells[0]!.score);
  expect(scores).toEqual([...scores].sort((a, b) => a - b));
  const two = mapper.map([makeAlarm({}), makeAlarm({ id: 'a2', rule: 'flood.pump-tripped', level: 'orange' })]);
  expect(two.cells[0]!.score).toBeGreaterThan(scores[3]!);
  expect(two.cells[0]!.reasons).toHaveLength(2);
});

test('silence, suppression and sick cameras threaten no place; a shelved alarm still does', () => {
  const quiet = [
    makeAlarm({ condition: 'no-data' }),
    makeAlarm({ state: 'suppressed' }),
    makeAlarm({ state: 'cleared-unacknowledged' }),
    makeAlarm({ rule: 'traffic.camera-health', domain: 'traffic' }),
    makeAlarm({ domain: 'unknown' }),
  ];
  expect(mapper.map(quiet).cells).toEqual([]);
  expect(mapper.map([makeAlarm({ state: 'shelved' })]).cells.length).toBeGreaterThan(0);
});

test('exposure grows with what stands there and stays below 1; vulnerability ends at 1', () => {
  for (const place of places.cells.values()) {
    expect(exposureOf(flood, place)).toBeGreaterThanOrEqual(0);
    expect(exposureOf(flood, place)).toBeLessThan(1);
    expect(vulnerabilityOf(flood, place)).toBeLessThanOrEqual(1);
  }
  expect([0.04, 0.05, 0.2, 0.4, 0.9].map(riskLevel)).toEqual([null, 'blue', 'yellow', 'orange', 'red']);
});
