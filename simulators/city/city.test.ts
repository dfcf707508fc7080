import { readFileSync } from 'node:fs';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { describe, expect, it } from 'vitest';
import { scenarioNamed } from '../scenarios/index.ts';
import { type Truth, truthOf } from '../scenarios/truth.ts';
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

  it('has a calm month before the storm: no gauge reaches its warning line', () => {
    const calm = { ...typhoon, surge: null, rain: [], pumpFailures: [] };
    const startMs = typhoon.startMs - 30 * 86_400_000;
    const city = createCity({ scenario: calm, assets, startMs, stepMs: 600_000 });
    const warning = new Map(assets.map((asset) => [asset.id, asset.attributes.warnBlueM ?? asset.attributes.crestM]));
    const crossed = city
      .advance(typhoon.startMs)
      .filter((one) => one.metric === 'water.level' && one.value >= (warning.get(one.asset) ?? 99));
    expect(crossed).toEqual([]);
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
