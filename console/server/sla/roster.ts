/**
 * `roster.json` of the data folder: the shifts of the week, by the city's clock, and who is in them. Without it the
 * switch on each phone alone says who is on duty; with it, both must.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minuteOfDay } from '@chengyun/analytics/rules/schedule.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { CITY_UTC_OFFSET_MS } from '../../state/format.ts';

const anHour = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
const ShiftSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 40 }),
    from: anHour,
    /** Earlier than `from`: the shift passes midnight and belongs to the day on which it began. */
    to: anHour,
    /** 1 Monday … 7 Sunday; every day when left out. */
    days: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 })),
    people: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 500 }),
  },
  { additionalProperties: false },
);
const FileSchema = Type.Object({ shifts: Type.Array(ShiftSchema, { maxItems: 100 }) }, { additionalProperties: false });
export type Shift = Static<typeof ShiftSchema>;

export interface Roster {
  /** Names of the shifts that run at this moment of the wall clock. */
  shiftsAt(nowMs: number): readonly string[];
  /** True for everybody where there is no roster, and for accounts that it does not name. */
  isInShift(account: string, nowMs: number): boolean;
}

export const ROSTER_FILE = 'roster.json';
const DAY_MIN = 24 * 60;
const MINUTE_MS = 60_000;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** Throws AppError ROSTER with one sentence that names the file and the field. */
export async function readRoster(dataDir: string): Promise<Roster> {
  const path = join(dataDir, ROSTER_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new AppError('ROSTER', `${path} cannot be read: ${error.message}.`, { cause: error });
  });
  return createRoster(text === null ? [] : shiftsFrom(path, text));
}

export function shiftsFrom(path: string, text: string): readonly Shift[] {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw new AppError('ROSTER', `${path} is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
  if (Value.Check(FileSchema, file)) return (file as Static<typeof FileSchema>).shifts;
  const [first] = [...Value.Errors(FileSchema, file)];
  const field = first?.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  throw new AppError('ROSTER', `${path}: ${field} ${first?.message ?? 'is wrong'}.`);
}

export function createRoster(shifts: readonly Shift[]): Roster {
  const named = new Set(shifts.flatMap(({ people }) => people));
  return {
    shiftsAt: (nowMs) => shifts.filter((shift) => runs(shift, nowMs)).map(({ name }) => name),
    isInShift: (account, nowMs) =>
      !named.has(account) || shifts.some((shift) => shift.people.includes(account) && runs(shift, nowMs)),
  };
}

function runs({ from, to, days }: Shift, nowMs: number): boolean {
  const minutes = Math.floor((nowMs + CITY_UTC_OFFSET_MS) / MINUTE_MS);
  const [day, minute] = [Math.floor(minutes / DAY_MIN), minutes % DAY_MIN];
  const [begin, end] = [minuteOfDay(from), minuteOfDay(to)];
  const isOn = (one: number) => days === undefined || days.includes(((one + FIRST_WEEKDAY - 1) % 7) + 1);
  if (begin < end) return isOn(day) && minute >= begin && minute < end;
  return (isOn(day) && minute >= begin) || (isOn(day - 1) && minute < end);
}
