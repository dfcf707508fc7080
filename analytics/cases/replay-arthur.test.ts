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

function readings(): Reading[] {
  const [header, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const names = header!.split(',');
  const { columns, series, assets } = ARTHUR_REPLAY;
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
  const byTime = Map.groupBy(rows, (row) => row.at);
  const times = [...byTime.keys()].sort((a, b) => a - b);
  const alarms: AlarmRecord[] = [];
  let n = 0;
  for (let at = times[0]!; at <= times.at(-1)!; at += STEP_MS) {
    for (const [index, row] of (byTime.get(at) ?? []).entries()) {
      const record: ObservationsRecord = {
        ...{ k: 'obs', tl: TIMELINE, device: row.asset, epoch: '1-0000000000000000', seq: n * 10 + index + 1 },
        ...{ sentAt: at, rxAt: at, items: [{ asset: row.asset, metric: ARTHUR_REPLAY.metric, at, value: row.value }] },
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

    test('a surge is one alarm that comes and goes, not many', () => {
      for (const { asset } of ARTHUR_REPLAY.assets) {
        const ids = new Set(raised.filter((alarm) => alarm.asset === asset.id).map((alarm) => alarm.id));
        expect(ids.size, asset.id).toBeLessThanOrEqual(1);
      }
    });
  },
);
