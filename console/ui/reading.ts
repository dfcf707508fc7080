/** The number of an alarm as people write it: `5.22 m`, and what it is measured against. */
import type { AlarmView, Bilingual, SeriesView } from '@chengyun/contracts';
import { formatNumber, formatUnit, formatValue } from '../state/format.ts';
import { isPeopleMetric, writeCount } from '../state/people-metrics.ts';

/** Digits after the point by unit (UCUM); a whole number of anything else is written without them. */
const DIGITS: Readonly<Record<string, number>> = { cm: 0, mm: 1, 'mm/h': 1, 'km/h': 0, '%': 0, 'm/s': 1, min: 0 };

/** Metres are levels and depths while they are few, and lengths when they are many. */
export function digitsOf(value: number, unit: string): number {
  if (unit === 'm') return Math.abs(value) < 20 ? 2 : 0;
  return DIGITS[unit] ?? (Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1);
}

export interface Reading {
  /** Empty when the alarm has no value. */
  readonly value: string;
  readonly unit: string;
  /** Empty when there is no threshold. */
  readonly threshold: string;
}

/** A rule about something that is on or off, such as a pump: its value is no number to be read. */
export const isSwitch = ({ unit, threshold }: Pick<AlarmView, 'unit' | 'threshold'>): boolean =>
  unit === '1' && threshold === null;

export function readingOf(alarm: Pick<AlarmView, 'value' | 'threshold' | 'unit' | 'state'>): Reading {
  // What a rule computes after its condition has ended says nothing any more.
  if (alarm.state === 'cleared-unacknowledged') return { value: '', unit: '', threshold: '' };
  if (isSwitch(alarm)) return { value: '', unit: '', threshold: '' };
  const write = (n: number | null) => (n === null ? '' : formatNumber(n, digitsOf(n, alarm.unit)));
  return { value: write(alarm.value), unit: formatUnit(alarm.unit), threshold: write(alarm.threshold) };
}

/** The newest value of a series with its unit; few people are no number. */
export function writeNewest({ metric, value }: Pick<SeriesView, 'metric' | 'value'>, unit: string): string {
  return isPeopleMetric(metric) ? writeCount(value) : formatValue(value, unit, digitsOf(value, unit));
}

/** `5.22 / 5.50 m`, for plates on the map. */
export function readingLine(alarm: Pick<AlarmView, 'value' | 'threshold' | 'unit' | 'state'>): string {
  const { value, unit, threshold } = readingOf(alarm);
  if (value === '') return '';
  return `${value}${threshold === '' ? '' : ` / ${threshold}`}${unit === '' ? '' : ` ${unit}`}`;
}

/**
 * A title without the name of its place, where the place is said beside it: `下立交A 积水 22 cm` → `积水 22 cm`,
 * `Underpass A: pump tripped` → `Pump tripped`.
 */
export function shortTitle(title: Bilingual, place: Bilingual | undefined): Bilingual {
  const cut = (text: string, name: string | undefined): string => {
    const rest = name && text.startsWith(name) ? text.slice(name.length).replace(/^[\s:：·,，]+/, '') : '';
    const left = rest === '' ? text : rest;
    return `${left.charAt(0).toUpperCase()}${left.slice(1)}`;
  };
  return { zh: cut(title.zh, place?.zh), en: cut(title.en, place?.en) };
}

/**
 * True when a title already says a number of this kind, so that two of them never stand side by side: a title is
 * written when the alarm is raised and may be older than the value.
 */
export function titleSaysReading(title: string, reading: Reading): boolean {
  if (reading.value === '') return false;
  if (title.includes(reading.value)) return true;
  const unit = reading.unit.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return unit !== '' && new RegExp(`\\d\\s*${unit}(?![a-z])`).test(title);
}
