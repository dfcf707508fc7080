/** Numbers and times for people. Digits keep their width, a value always has its unit, a missing value is a dash. */
import { type Language, word } from './words/words.ts';

/** Pudong's clock: UTC+8 without daylight saving, whatever the browser's zone is. */
export const CITY_UTC_OFFSET_MS = 8 * 3_600_000;

/** UCUM codes that people write differently. */
const UNIT_SIGNS: Readonly<Record<string, string>> = { '1': '', Cel: '°C', '{person}': '', '{vehicle}': '' };

export function formatNumber(value: number | null, digits: number): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const text = value.toFixed(digits);
  return Number(text) === 0 && text.startsWith('-') ? text.slice(1) : text.replace('-', '−');
}

export function formatUnit(unit: string): string {
  return UNIT_SIGNS[unit] ?? unit;
}

/** `3.42 m`; the unit is left out for a plain count. */
export function formatValue(value: number | null, unit: string, digits: number): string {
  const sign = formatUnit(unit);
  return sign === '' ? formatNumber(value, digits) : `${formatNumber(value, digits)} ${sign}`;
}

/** mm:ss, from one hour on h:mm:ss; negative times count down past zero as −mm:ss. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const two = (part: number) => String(part).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const body = h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
  return ms < 0 && seconds > 0 ? `−${body}` : body;
}

/** How long ago, in the largest unit that still says something: `12 s`, `6 min`, `2 h 5 min`, `3 d`. */
export function formatAge(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return word(language, 'time.seconds', { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return word(language, 'time.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return word(language, 'time.days', { n: Math.floor(hours / 24) });
  if (minutes % 60 === 0) return word(language, 'time.hours', { n: hours });
  return word(language, 'time.hoursMinutes', { h: hours, m: minutes % 60 });
}

/** City time of an epoch millisecond: `HH:MM:SS`, or `HH:MM`. */
export function formatClock(atMs: number, seconds = true): string {
  const local = new Date(atMs + CITY_UTC_OFFSET_MS).toISOString();
  return local.slice(11, seconds ? 19 : 16);
}

/** City date of an epoch millisecond: `2026-08-19`. */
export function formatDate(atMs: number): string {
  return new Date(atMs + CITY_UTC_OFFSET_MS).toISOString().slice(0, 10);
}

/** Where a day of the city (`2026-08-19`) begins, epoch ms; NaN for what is no day. */
export function dayStartMs(date: string): number {
  const atMs = Date.parse(`${date}T00:00:00Z`) - CITY_UTC_OFFSET_MS;
  return Number.isNaN(atMs) || formatDate(atMs) !== date ? Number.NaN : atMs;
}

export function formatDistance(metres: number, language: Language): string {
  if (metres < 1000) return word(language, 'unit.distanceM', { n: Math.round(metres / 10) * 10 });
  return word(language, 'unit.distanceKm', { n: (metres / 1000).toFixed(1) });
}

export const GROUP_MIN = 10;

/** A count under the minimum group size is shown as `<10`, so that nobody can be singled out. */
export function formatGroupCount(count: number, groupMin = GROUP_MIN): string {
  return count > 0 && count < groupMin ? `<${groupMin}` : String(count);
}
