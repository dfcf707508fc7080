/** Reads the fields of a manifest. A wrong one is a ModelError that names field, expectation and what was found. */
import { ModelError } from './model-error.ts';

export interface Fields {
  has(key: string): boolean;
  text(key: string, form?: RegExp, expected?: string): string;
  /** Finite, from `min` to `max`. */
  number(key: string, min: number, max: number): number;
  whole(key: string, min: number, max: number): number;
  oneOf<const T extends string>(key: string, words: readonly T[]): T;
  /** Exactly `count` of them where it is given, else at least one. */
  numbers(key: string, min: number, max: number, count?: number): readonly number[];
  texts(key: string): readonly string[];
  object(key: string): Fields;
  objects(key: string): readonly Fields[];
  /** Name and value of every field, for maps. */
  entries(): readonly (readonly [string, unknown])[];
}

const LIST_MAX = 10_000;

/** @param place how the value is called in a sentence, '' for the manifest itself */
export function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ModelError(`${place === '' ? 'it' : place} is not an object`);
  }
  const object = value as Readonly<Record<string, unknown>>;
  const at = (key: string): string => (place === '' ? key : `${place}.${key}`);
  const wrong = (key: string, expected: string): ModelError => {
    const found = object[key] === undefined ? 'missing' : (JSON.stringify(object[key])?.slice(0, 60) ?? 'no value');
    return new ModelError(`${at(key)} must be ${expected}, but is ${found}`);
  };
  const isNumber = (found: unknown, min: number, max: number): found is number =>
    typeof found === 'number' && Number.isFinite(found) && found >= min && found <= max;
  const list = (key: string, expected: string): readonly unknown[] => {
    const found = object[key];
    if (!Array.isArray(found) || found.length === 0 || found.length > LIST_MAX) throw wrong(key, expected);
    return found;
  };
  return {
    has: (key) => object[key] !== undefined,
    text(key, form = /./, expected = 'a text') {
      const found = object[key];
      if (typeof found !== 'string' || !form.test(found)) throw wrong(key, expected);
      return found;
    },
    number(key, min, max) {
      const found = object[key];
      if (!isNumber(found, min, max)) throw wrong(key, `a number from ${min} to ${max}`);
      return found;
    },
    whole(key, min, max) {
      const found = object[key];
      if (!isNumber(found, min, max) || !Number.isInteger(found))
        throw wrong(key, `a whole number from ${min} to ${max}`);
      return found;
    },
    oneOf(key, words) {
      const word = words.find((one) => one === object[key]);
      if (word === undefined) throw wrong(key, `one of ${words.join(', ')}`);
      return word;
    },
    numbers(key, min, max, count) {
      const expected = `a list of ${count ?? 'some'} numbers from ${min} to ${max}`;
      const found = list(key, expected);
      if (count !== undefined && found.length !== count) throw wrong(key, expected);
      return found.map((one) => {
        if (!isNumber(one, min, max)) throw wrong(key, expected);
        return one;
      });
    },
    texts(key) {
      return list(key, 'a list of texts').map((one) => {
        if (typeof one !== 'string' || one === '') throw wrong(key, 'a list of texts');
        return one;
      });
    },
    object: (key) => fieldsOf(object[key], at(key)),
    objects: (key) => list(key, 'a list of objects').map((one, index) => fieldsOf(one, `${at(key)}[${index}]`)),
    entries: () => Object.entries(object),
  };
}
