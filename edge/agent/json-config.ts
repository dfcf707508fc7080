/**
 * Reads a JSON configuration file and says in one sentence which field of which file is wrong. A reader takes a value
 * and its place in the file and gives a typed value back.
 */
import { readFileSync } from 'node:fs';
import { AppError } from '@chengyun/platform/service/service.ts';

export type Reader<T> = (value: unknown, place: string) => T;

function wrong(place: string, expected: string, value: unknown): AppError {
  const found = value === undefined ? 'missing' : JSON.stringify(value)?.slice(0, 60);
  return new AppError('CONFIG', `${place} must be ${expected}, but is ${found}.`);
}

export const aText: Reader<string> = (value, place) => {
  if (typeof value !== 'string' || value === '') throw wrong(place, 'a text', value);
  return value;
};

/** @param expected ends the sentence "x must be ..." */
export function aTextLike(expression: RegExp, expected: string): Reader<string> {
  return (value, place) => {
    const text = aText(value, place);
    if (!expression.test(text)) throw new AppError('CONFIG', `${place} "${text}" must be ${expected}.`);
    return text;
  };
}

/** An address that begins with one of these, for instance `http://`; as it was written. */
export function anAddress(...beginnings: readonly string[]): Reader<string> {
  return (value, place) => {
    const text = aText(value, place);
    if (URL.canParse(text) && beginnings.includes(`${new URL(text).protocol}//`)) return text;
    throw new AppError('CONFIG', `${place} "${text}" is no address that begins with ${beginnings.join(' or ')}.`);
  };
}

export const aFlag: Reader<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw wrong(place, 'true or false', value);
  return value;
};

export function aNumber(min = -Infinity, max = Infinity): Reader<number> {
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) {
      throw wrong(place, `a number from ${min} to ${max}`, value);
    }
    return value;
  };
}

export function oneOf<const T extends string>(...words: readonly T[]): Reader<T> {
  return (value, place) => {
    const word = words.find((one) => one === value);
    if (word === undefined) throw wrong(place, `one of ${words.join(', ')}`, value);
    return word;
  };
}

export function aList<T>(item: Reader<T>, atLeast = 0): Reader<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value) || value.length < atLeast) {
      throw wrong(place, atLeast === 0 ? 'a list' : `a list of at least ${atLeast}`, value);
    }
    return value.map((one, index) => item(one, `${place}[${index}]`));
  };
}

/** A record of texts, for instance column → value. */
export const aTextRecord: Reader<Readonly<Record<string, string>>> = (value, place) => {
  const entries = Object.entries(asObject(value, place));
  return Object.fromEntries(entries.map(([key, one]) => [key, aText(one, `${place}.${key}`)]));
};

/** May be left out. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, place) => (value === undefined ? undefined : reader(value, place));
}

export function withDefault<T>(reader: Reader<T>, fallback: T): Reader<T> {
  return (value, place) => (value === undefined ? fallback : reader(value, place));
}

type Shape = Readonly<Record<string, Reader<unknown>>>;
export type ShapeOf<S extends Shape> = { readonly [K in keyof S]: ReturnType<S[K]> };

/** An object with exactly these fields; an unknown field is a spelling mistake and refused. */
export function anObject<S extends Shape>(shape: S): Reader<ShapeOf<S>> {
  return (value, place) => {
    const object = asObject(value, place);
    const unknown = Object.keys(object).find((key) => !(key in shape));
    if (unknown !== undefined) throw new AppError('CONFIG', `${place} has an unknown field "${unknown}".`);
    const fields = Object.entries(shape).map(([key, reader]) => [key, reader(object[key], `${place}.${key}`)]);
    return Object.fromEntries(fields) as ShapeOf<S>;
  };
}

export function asObject(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

export function readJsonConfig<T>(path: string, reader: Reader<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const fault = missing ? 'does not exist' : `cannot be used: ${(cause as Error).message}`;
    throw new AppError('CONFIG', `The configuration file ${path} ${fault}.`, { cause });
  }
  return reader(value, path);
}
