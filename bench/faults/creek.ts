/**
 * Real creek gauges of Open Water Level (Wilmington, North Carolina) from the evaluation data, and what is known to be
 * wrong with them: clocks that restarted in the year 2000, values far from both of their neighbours, hours of silence.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '@chengyun/models/sensor-faults/watch/features.ts';

export interface CreekGauge {
  readonly name: string;
  readonly readings: readonly Reading[];
  /** Places of readings that are known to be wrong, found without our judge. */
  readonly resets: readonly number[];
  readonly spikes: readonly number[];
  /** Places of the first reading behind a silence of more than four usual steps. */
  readonly gaps: readonly number[];
}

const HOUR_MS = 3_600_000;
const CM_PER_M = 100;
/** No creek there leaves the straight line between two neighbouring readings by so much. */
const SPIKE_M = 1.5;
/** Only where the three readings before agree so well: devices were tried in the laboratory before they hung over water. */
const CALM_M = 0.5;

/** Null where the evaluation data is not there. */
export function readCreekGauges(folder: string): readonly CreekGauge[] | null {
  const own = join(folder, 'water-owl');
  if (!existsSync(own)) return null;
  const raw = readFileSync(join(own, 'OWL_raw_distance_2024-2025_6min.csv'), 'utf8');
  const archived = readFileSync(join(own, 'wl-cormp_20240504-20250630.csv'), 'utf8');
  return [...devicesFrom(raw), ...stationsFrom(archived)];
}

/** Raw publishes: id, local time of arrival, event name, kind, device time in s, distance to the water in cm, battery. */
function devicesFrom(text: string): CreekGauge[] {
  const devices = new Map<string, Reading[]>();
  for (const line of text.split('\n')) {
    const [, arrived = '', name = '', , seconds = '', distanceCm = ''] = line.split(',');
    const arrivedMs = msFromNewYork(arrived);
    if (arrivedMs === null || seconds === '' || distanceCm === '') continue;
    const readings = devices.get(name) ?? [];
    devices.set(name, readings);
    readings.push({ atMs: Number(seconds) * 1000, value: -Number(distanceCm) / CM_PER_M, arrivedMs });
  }
  return [...devices].map(([name, readings]) => known(name, readings));
}

/** Archived levels in m, a column and a quality column for each station; times are local. */
function stationsFrom(text: string): CreekGauge[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('%'));
  const names = lines[0]!.split(',');
  return [1, 3, 5].map((column) => {
    const readings = lines.slice(1).flatMap((line): Reading[] => {
      const cells = line.split(',');
      const atMs = Date.parse(`${cells[0]?.replace(' ', 'T')}Z`);
      const isThere = (cells[column] ?? '') !== '' && !Number.isNaN(atMs);
      return isThere ? [{ atMs, value: Number(cells[column]), arrivedMs: Number.NaN }] : [];
    });
    return known(names[column]!.split(' ')[0]!, readings);
  });
}

function known(name: string, readings: readonly Reading[]): CreekGauge {
  const resets: number[] = [];
  const spikes: number[] = [];
  const gaps: number[] = [];
  const timeOf = ({ atMs, arrivedMs }: Reading): number => (Number.isNaN(arrivedMs) ? atMs : arrivedMs);
  const steps = readings.slice(1).map((reading, place) => timeOf(reading) - timeOf(readings[place]!));
  const usualMs = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? HOUR_MS;
  readings.forEach((reading, place) => {
    if (reading.atMs < Date.UTC(2001, 0, 1)) resets.push(place);
    const before = readings[place - 1];
    const after = readings[place + 1];
    if (before === undefined || after === undefined) return;
    if (timeOf(reading) - timeOf(before) > 4 * usualMs) gaps.push(place);
    const away = [reading.value - before.value, reading.value - after.value];
    const calm = readings.slice(Math.max(0, place - 3), place).map(({ value }) => value);
    const isCalm = calm.length === 3 && Math.max(...calm) - Math.min(...calm) < CALM_M;
    if (isCalm && Math.min(...away.map(Math.abs)) > SPIKE_M && away[0]! * away[1]! > 0) spikes.push(place);
  });
  return { name, readings, resets, spikes, gaps };
}

/** `month/day/year hour:minute:second` in Wilmington, summer time from the second Sunday of March to the first of November. */
function msFromNewYork(text: string): number | null {
  const parts = /^(\d+)\/(\d+)\/(\d+) (\d+):(\d+):(\d+)$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [month, day, year, hour, minute, second] = parts as [number, number, number, number, number, number];
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const sunday = (ofMonth: number, nth: number): number => {
    const first = new Date(Date.UTC(year, ofMonth, 1)).getUTCDay();
    return Date.UTC(year, ofMonth, 1 + ((7 - first) % 7) + 7 * (nth - 1), 2);
  };
  const isSummer = localMs >= sunday(2, 2) && localMs < sunday(10, 1);
  return localMs + (isSummer ? 4 : 5) * HOUR_MS;
}
