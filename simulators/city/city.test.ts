import { readFileSync } from 'node:fs';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { describe, expect, it } from 'vitest';
import { CAMERA_PLACES, cameraSurroundings } from '../cameras/plans.ts';
import { beforeOf, HISTORY_DAYS, HISTORY_STEP_MS } from '../history.ts';
import { scenarioNamed } from '../scenarios/index.ts';
import { type Truth, truthOf } from '../scenarios/truth.ts';
import { waterAt } from '../water/waters.ts';
import { createCity } from './city.ts';

const assets = DOMAINS.flatMap((domain) => domain.assets);
const typhoon = scenarioNamed('typhoon');
const WALL = 'flood-wall-bailianjing';
const UNDERPASS = 'underpass-yanggao-century';

describe('the simulated city', () => {
  it('gives the same readings for the same seed and others for another', () => {
    const run = (seed?: number) => {
      const scenario = scenarioNamed('typhoon', seed);
      return createCity({ scenario, assets, startMs: scenario.startMs }).advance(scenario.startMs + 3_600_000);
    };
    expect(run()).toEqual(run());
    expect(run(1)).not.toEqual(run(2));
  });

  it('does not care in how many steps it is advanced', () => {
    const whole = createCity({ scenario: typhoon, assets, startMs: typhoon.startMs });
    const parts = createCity({ scenario: typhoon, assets, startMs: typhoon.startMs });
    const untilMs = typhoon.startMs + 2 * 3_600_000;
    const inParts = [];
    for (let tMs = typhoon.startMs; tMs <= untilMs; tMs += 7 * 60_000) inParts.push(...parts.advance(tMs));
    inParts.push(...parts.advance(untilMs));
    expect(inParts).toEqual(whole.advance(untilMs));
  });

  it('keeps to units and standards that the domains publish', () => {
    const standards = new Map(DOMAINS.flatMap((domain) => domain.metrics).map((one) => [one.id, one]));
    const city = createCity({ scenario: typhoon, assets, startMs: typhoon.startMs });
    for (const { metric, unit, value } of city.advance(typhoon.endMs)) {
      const standard = standards.get(metric);
      expect(unit, metric).toBe(standard?.unit);
      expect(value, metric).toBeGreaterThanOrEqual(standard?.range[0] ?? Number.NaN);
      expect(value, metric).toBeLessThanOrEqual(standard?.range[1] ?? Number.NaN);
    }
  });

  it('has a month before the storm in which no gauge reaches its warning line', () => {
    const startMs = typhoon.startMs - HISTORY_DAYS * 86_400_000;
    const city = createCity({ scenario: beforeOf(typhoon), assets, startMs, stepMs: HISTORY_STEP_MS });
    const warning = new Map(assets.map((asset) => [asset.id, asset.attributes.warnBlueM ?? asset.attributes.crestM]));
    const crossed = city
      .advance(typhoon.startMs)
      .filter((one) => one.metric === 'water.level' && one.value >= (warning.get(one.asset) ?? 99));
    expect(crossed).toEqual([]);
  });

  it('goes from its history into the storm without a jump', () => {
    const fromMs = typhoon.startMs - 3 * HISTORY_STEP_MS;
    const past = createCity({ scenario: beforeOf(typhoon), assets, startMs: fromMs, stepMs: HISTORY_STEP_MS });
    const storm = createCity({ scenario: typhoon, assets, startMs: typhoon.startMs });
    const readings = [...past.advance(typhoon.startMs), ...storm.advance(typhoon.startMs + HISTORY_STEP_MS)];
    const levels = readings.filter(({ metric }) => metric === 'water.level');
    for (const [gauge, own] of Map.groupBy(levels, ({ asset }) => asset)) {
      const moves = own.slice(1).map((one, i) => Math.abs(one.value - own[i]!.value));
      // Tide and surge together rise by less than 2 m in an hour; noise and seiche add a few centimetres.
      expect(Math.max(...moves), gauge).toBeLessThan(0.3);
    }
  });

  it('falls behind a gate that a crew has closed, and drains once the pumps are repaired', () => {
    const city = createCity({ scenario: typhoon, assets, startMs: typhoon.startMs });
    city.advance(typhoon.startMs + 150 * 60_000);
    const levelBefore = city.truthAt(WALL) ?? 0;
    const depthBefore = city.truthAt(UNDERPASS) ?? 0;
    city.resolveAt(WALL);
    city.resolveAt(UNDERPASS);
    city.advance(typhoon.startMs + 210 * 60_000);
    expect(city.truthAt(WALL)).toBeLessThan(levelBefore - 0.5);
    expect(city.truthAt(UNDERPASS)).toBeLessThan(depthBefore);
  });
});

describe('the base map', () => {
  it('says at which water a gauge stands', () => {
    const inland = ['gauge-zhaoqiao', 'gauge-zhuqiao', 'gauge-shuyuan', 'gauge-zhoupu'];
    const coast = ['gauge-sanjiagang', 'gauge-luchaogang'];
    const wanted = (id: string) => (inland.includes(id) ? 'inland' : coast.includes(id) ? 'coast' : 'river');
    const gauges = assets.filter(({ kind }) => kind === 'tide-gauge' || kind === 'flood-wall');
    expect(gauges.length).toBeGreaterThan(10);
    for (const gauge of gauges) expect(waterAt(gauge), gauge.id).toBe(wanted(gauge.id));
  });

  it('says under which water a camera stands and what rains on it', () => {
    const surroundings = cameraSurroundings(assets);
    expect(CAMERA_PLACES.map(surroundings)).toEqual([
      { underpass: null, rainGauge: 'rain-century-park' },
      { underpass: UNDERPASS, rainGauge: 'rain-weifang' },
    ]);
  });

  it('sends a crew that was called to the camera to the pumps beside it', () => {
    const depthAfter = (place: string) => {
      const city = createCity({ scenario: typhoon, assets, startMs: typhoon.startMs });
      city.advance(typhoon.startMs + 150 * 60_000);
      city.resolveAt(place);
      city.advance(typhoon.startMs + 210 * 60_000);
      return city.truthAt(UNDERPASS);
    };
    expect(depthAfter('camera-yanggao-underpass')).toBe(depthAfter(UNDERPASS));
    expect(depthAfter('camera-yanggao-middle')).not.toBe(depthAfter(UNDERPASS));
  });
});

describe('the truth of the typhoon', () => {
  it('is sealed: made again it is the same, to the last digit', () => {
    const path = new URL('../scenarios/typhoon/truth.json', import.meta.url);
    const sealed = JSON.parse(readFileSync(path, 'utf8')) as Truth;
    expect(truthOf(typhoon, assets)).toEqual(sealed);
  });

  it('holds an overtopping, a closed underpass and the pump trip that caused it', () => {
    const { hazards } = truthOf(typhoon, assets);
    const kinds = hazards.map((hazard) => `${hazard.kind} ${hazard.asset}`);
    expect(kinds).toContain(`overtop ${WALL}`);
    expect(kinds).toContain(`underpass-close ${UNDERPASS}`);
    expect(kinds).toContain(`pump-trip ${UNDERPASS}`);
    for (const hazard of hazards) expect(hazard.toMin).toBeGreaterThan(hazard.fromMin);
  });

  it('has no pump trip without a failure', () => {
    expect(truthOf({ ...typhoon, pumpFailures: [] }, assets).hazards.some((one) => one.kind === 'pump-trip')).toBe(
      false,
    );
  });
});
