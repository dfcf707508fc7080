/**
 * Times of the year, the week and the day under a name, such as the flood season or an event day. A schedule holds when
 * season, weekday and hour all hold, or on one of its extra dates. It is asked for a time of the timeline, never for the
 * clock, so that a replay of last year stands in last year's season.
 */
import { BilingualSchema } from '@chengyun/contracts';
import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const WeekdaySchema = Type.Unsafe<(typeof WEEKDAYS)[number]>(Type.Union(WEEKDAYS.map((day) => Type.Literal(day))));

export const SchedulesSchema = Type.Object(
  {
    schedules: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
          name: BilingualSchema,
          timeZone: Type.String({ description: 'IANA name, for instance Asia/Shanghai' }),
          season: Type.Optional(
            Type.Object(
              {
                from: Type.String({ pattern: '^[01][0-9]-[0-3][0-9]$', description: 'MM-DD' }),
                to: Type.String({ pattern: '^[01][0-9]-[0-3][0-9]$', description: 'MM-DD, that day included' }),
              },
              strict,
            ),
          ),
          weekdays: Type.Optional(Type.Array(WeekdaySchema, { minItems: 1 })),
          hours: Type.Optional(
            Type.Array(
              Type.String({
                pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$',
                description: 'HH:MM-HH:MM of one day',
              }),
              { minItems: 1, maxItems: 10 },
            ),
          ),
          dates: Type.Optional(
            Type.Array(Type.String({ pattern: '^[0-9]{4}-[01][0-9]-[0-3][0-9]$' }), {
              maxItems: 400,
              description: 'holds on these whole days as well',
            }),
          ),
          source: Type.String({ minLength: 3 }),
        },
        strict,
      ),
      { maxItems: 200 },
    ),
  },
  strict,
);
export type ScheduleDefinition = Static<typeof SchedulesSchema>['schedules'][number];

export interface Schedule {
  readonly id: string;
  readonly definition: ScheduleDefinition;
  holds(atMs: number): boolean;
  /** When the answer may next be another; at most a day ahead. */
  nextChangeMs(atMs: number): number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MINUTES_AHEAD_MAX = 1_440;

/** Throws RangeError for a time zone that does not exist. */
export function createSchedule(definition: ScheduleDefinition): Schedule {
  const offsetAt = zoneOffsets(definition.timeZone);
  const dates = new Set(definition.dates ?? []);
  const isOnlyDates = !definition.season && !definition.weekdays && !definition.hours && dates.size > 0;
  const spans = (definition.hours ?? ['00:00-24:00']).map((text) => text.split('-').map(minuteOfDay));
  let known = { fromMs: 0, untilMs: 0, holds: false };

  const isInSeason = (day: string) => {
    const { season } = definition;
    if (!season) return true;
    const isWithin = day >= season.from && day <= season.to;
    return season.from <= season.to ? isWithin : day >= season.from || day <= season.to;
  };
  const ask = (atMs: number): boolean => {
    const local = new Date(atMs + offsetAt(atMs));
    const date = local.toISOString();
    if (dates.has(date.slice(0, 10))) return true;
    if (isOnlyDates || !isInSeason(date.slice(5, 10))) return false;
    if (definition.weekdays && !definition.weekdays.includes(WEEKDAYS[local.getUTCDay()]!)) return false;
    const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
    return spans.some(([from, to]) => minute >= from! && minute < to!);
  };
  const look = (atMs: number) => {
    if (atMs >= known.fromMs && atMs < known.untilMs) return known;
    const fromMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    const holds = ask(fromMs);
    let minutes = 1;
    while (minutes < MINUTES_AHEAD_MAX && ask(fromMs + minutes * MINUTE_MS) === holds) minutes += 1;
    known = { fromMs, untilMs: fromMs + minutes * MINUTE_MS, holds };
    return known;
  };
  return {
    id: definition.id,
    definition,
    holds: (atMs) => look(atMs).holds,
    nextChangeMs: (atMs) => look(atMs).untilMs,
  };
}

/** Of `HH:MM`. */
export function minuteOfDay(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return hours! * 60 + minutes!;
}

/** Offset of the zone from UTC in milliseconds, asked of the platform's time zone data once an hour of the timeline. */
function zoneOffsets(timeZone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  let hour = Number.NaN;
  let offsetMs = 0;
  return (atMs) => {
    const wanted = Math.floor(atMs / HOUR_MS);
    if (wanted === hour) return offsetMs;
    hour = wanted;
    const name = format.formatToParts(wanted * HOUR_MS).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [null, '+', '0', '0'];
    offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
    return offsetMs;
  };
}
