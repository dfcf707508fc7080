/** Times that people write on the command line, and the span of history that they mean. */
import { momentFrom } from '@chengyun/analytics/backtest/truth.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import { listSeries, readingSpan, tickSpan } from '@chengyun/platform/store/stored-records.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const RELATIVE = /^-(\d+(?:\.\d+)?)([mhd])$/;
const HAS_ZONE = /(Z|[+-]\d\d:?\d\d)$/i;

export const TIME_HELP =
  'ISO 8601 (Shanghai time unless a zone is given), epoch milliseconds, or -6h, -30d before the end';

/** Throws AppError USAGE that names the option. `endMs` is what `-6h` counts back from. */
export function timeOf(option: string, name: string, endMs: number): number {
  const relative = RELATIVE.exec(option);
  if (relative) return endMs - Number(relative[1]) * UNITS_MS[relative[2] as keyof typeof UNITS_MS];
  const hasTime = option.includes('T') || option.includes(' ');
  const zoned = /^\d{4}-/.test(option) && !HAS_ZONE.test(hasTime ? option : '') ? inCityTime(option, hasTime) : option;
  const ms = momentFrom(zoned);
  if (ms === null) throw new AppError('USAGE', `--${name} "${option}" is no time: write ${TIME_HELP}.`);
  return ms;
}

function inCityTime(text: string, hasTime: boolean): string {
  return hasTime ? `${text.replace(' ', 'T')}+08:00` : `${text}T00:00:00+08:00`;
}

/** The stored history of a timeline. Throws AppError NO_HISTORY when nothing is there. */
export async function historySpan(store: Queryable, timeline: string): Promise<Span> {
  const series = (await listSeries(store, timeline)).map(({ id }) => id);
  const readings = await readingSpan(store, series);
  if (readings === null) throw new AppError('NO_HISTORY', `No observation of the timeline ${timeline} is stored.`);
  const ticks = await tickSpan(store, timeline);
  return { fromMs: readings.firstMs, toMs: Math.max(readings.lastMs, ticks?.last.atMs ?? 0) + 1 };
}

/** `--from` and `--to` within the stored history; the last day of it when they are left out. */
export async function spanOf(
  store: Queryable,
  timeline: string,
  options: Readonly<Record<string, string | boolean | undefined>>,
): Promise<Span> {
  const stored = await historySpan(store, timeline);
  const text = (name: 'from' | 'to') => (typeof options[name] === 'string' ? options[name] : null);
  const to = text('to');
  const toMs = to === null ? stored.toMs : timeOf(to, 'to', stored.toMs);
  const fromMs = timeOf(text('from') ?? '-24h', 'from', toMs);
  if (toMs <= fromMs) throw new AppError('USAGE', '--to must be later than --from.');
  if (fromMs > stored.toMs || toMs < stored.fromMs) {
    const [first, last] = [stored.fromMs, stored.toMs].map((ms) => new Date(ms).toISOString());
    throw new AppError(
      'NO_HISTORY',
      `The history of ${timeline} goes from ${first} to ${last}; nothing is in that span.`,
    );
  }
  return { fromMs, toMs };
}
