/** The surge rule on four real gauges, where the evaluation data is at hand. */
import { existsSync, readFileSync } from 'node:fs';
import type { AlarmRecord, ObservationsRecord } from '@chengyun/contracts';
import { DOMAINS, metricStandards } from '@chengyun/domains';
import { ARTHUR_REPLAY } from '@chengyun/domains/flood/replay-arthur.ts';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../engine/engine.ts';
import { loadRules } from '../rules/load-rules.ts';

const folder = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../shared/data', import.meta.url).pathname;
const file = `${folder}/water-arthur/sea_level.csv`;
const TIMELINE = 'replay:arthur';
const STEP_MS = 360_000;

interface Reading {
  readonly asset: string;
  readonly at: number;
  readonly value: number;
}

function readings(series = ARTHUR_REPLAY.series): Reading[] {
  const [header, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const names = header!.split(',');
  const { columns, assets } = ARTHUR_REPLAY;
  const column = (name: string) => names.indexOf(name);
  const [station, kind, time, value] = [columns.station, columns.series, columns.time, columns.value].map(column);
  return rows
    .map((row) => row.trim().split(','))
    .filter((cells) => cells[kind!] === series && cells[value!] !== '')
    .map((cells) => ({
      asset: assets.find((each) => each.station === cells[station!])!.asset.id,
      at: Date.parse(cells[time!]!),
      value: Number(cells[value!]),
    }));
}

function replay(rows: readonly Reading[]): AlarmRecord[] {
  const assets = [...DOMAINS.flatMap((domain) => domain.assets), ...ARTHUR_REPLAY.assets.map((each) => each.asset)];
  const engine = createEngine({ timeline: TIMELINE, rules: loadRules(DOMAINS, metricStandards(), assets).rules });
  // Model runs stand a few minutes beside the steps of the gauges: each reading belongs to the step that follows it.
  const byTime = Map.groupBy(rows, (row) => Math.ceil(row.at / STEP_MS) * STEP_MS);
  const times = [...byTime.keys()].sort((a, b) => a - b);
  const alarms: AlarmRecord[] = [];
  let n = 0;
  for (let at = times[0]!; at <= times.at(-1)!; at += STEP_MS) {
    for (const [index, row] of (byTime.get(at) ?? []).entries()) {
      const record: ObservationsRecord = {
        ...{ k: 'obs', tl: TIMELINE, device: row.asset, epoch: '1-0000000000000000', seq: n * 10 + index + 1 },
        ...{ sentAt: at, rxAt: at, items: [{ ...row, metric: ARTHUR_REPLAY.metric }] },
      };
      engine.push(record);
    }
    n += 1;
    alarms.push(...engine.tick({ k: 'tick', tl: TIMELINE, n, at, facts: 0 }));
  }
  return alarms;
}

const absent = !existsSync(file);

describe.skipIf(absent)(
  absent ? `hurricane Arthur (not run: no ${file}; set CHENGYUN_DATA_DIR)` : 'hurricane Arthur',
  () => {
    const rows = absent ? [] : readings();
    const raised = replay(rows).filter((alarm) => alarm.transition === 'raise' && alarm.rule === 'flood.surge');
    const peakAt = (asset: string, fromMs: number, toMs: number) =>
      rows
        .filter((row) => row.asset === asset && row.at >= fromMs && row.at < toMs)
        .reduce((a, b) => (b.value > a.value ? b : a)).at;
    const [stormFromMs, stormToMs] = [Date.UTC(2014, 6, 3, 12), Date.UTC(2014, 6, 5)];

    for (const station of ['8651370', '8658163', '8661070']) {
      test(`the first alarm at ${station} comes before its highest water, and not before the storm`, () => {
        const asset = `gauge-noaa-${station}`;
        const first = raised.find((alarm) => alarm.asset === asset)!;
        const leadMin = (peakAt(asset, stormFromMs, stormToMs) - first.raisedAt) / 60_000;
        expect(leadMin).toBeGreaterThan(15);
        expect(first.raisedAt).toBeGreaterThan(stormFromMs - 12 * 3_600_000);
      });
    }

    test('Charleston, which the storm passed far off, stays quiet', () => {
      expect(raised.filter((alarm) => alarm.asset === 'gauge-noaa-8665530')).toEqual([]);
    });

    // The ocean models of that week, by the same rule; a run that has no value in the storm misses it in its own way.
    const modelled = (model: string, asset: string) =>
      (absent ? [] : readings(model)).filter((row) => row.asset === asset);
    const firstAlarmOf = (all: readonly Reading[], asset: string) =>
      replay(all).find((one) => one.asset === asset && one.rule === 'flood.surge' && one.condition === 'abnormal');
    const inStorm = ({ at }: Reading) => at >= stormFromMs && at < stormToMs;
    const highestM = (all: readonly Reading[], asset: string) =>
      Math.max(...all.filter((row) => row.asset === asset && inStorm(row)).map(({ value }) => value));

    test('Wrightsville Beach: the best ocean model says 22 cm too little and would raise nothing', () => {
      const asset = 'gauge-noaa-8658163';
      const model = modelled('COAWST_4', asset);
      expect(model.length).toBeGreaterThan(1_600);
      expect(highestM(rows, asset) - highestM(model, asset)).toBeCloseTo(0.224, 3);
      expect(firstAlarmOf(model, asset)).toBeUndefined();
      expect(raised.some((alarm) => alarm.asset === asset)).toBe(true);
    });

    test('Springmaid Pier: the model would be warned of after the gauge had its highest water', () => {
      const asset = 'gauge-noaa-8661070';
      const model = modelled('COAWST_4', asset);
      const peak = peakAt(asset, stormFromMs, stormToMs);
      expect(firstAlarmOf(model, asset)!.raisedAt).toBeGreaterThan(peak);
      expect(raised.find((alarm) => alarm.asset === asset)!.raisedAt).toBeLessThan(peak);
      expect(highestM(model, asset)).toBeLessThan(highestM(rows, asset));
    });

    test('the other runs raise nothing at any gauge, and have no value through most of the storm', () => {
      const stormSteps = (stormToMs - stormFromMs) / STEP_MS;
      for (const { asset } of ARTHUR_REPLAY.assets) {
        for (const name of ['SABGOM', 'HYCOM']) {
          const model = modelled(name, asset.id);
          if (model.length === 0) continue;
          expect(firstAlarmOf(model, asset.id), `${name} at ${asset.id}`).toBeUndefined();
          expect(model.filter(inStorm).length / stormSteps, `${name} at ${asset.id}`).toBeLessThan(0.2);
        }
      }
    });

    test('a surge is one alarm that comes and goes, not many', () => {
      for (const { asset } of ARTHUR_REPLAY.assets) {
        const ids = new Set(raised.filter((alarm) => alarm.asset === asset.id).map((alarm) => alarm.id));
        expect(ids.size, asset.id).toBeLessThanOrEqual(1);
      }
    });
  },
);
