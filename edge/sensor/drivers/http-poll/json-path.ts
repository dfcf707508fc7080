/**
 * The part of JSONPath (RFC 9535) that finds one value: `$`, `.name`, `['name']`, `[n]` from the front or `[-n]` from
 * the back, and `[?@.name=='text']` or `[?@.name==5]` for the first element of a list whose field has that value.
 */
import { AppError } from '@chengyun/platform/service/service.ts';

type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'where'; readonly name: string; readonly equals: string | number };

/** Undefined where the document has nothing at the path. */
export type JsonPath = (document: unknown) => unknown;

const STEP =
  /\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*)|\[(-?\d{1,6})\]|\['([^']*)'\]|\[\?@\.([\w\u0080-\uffff-]+)==(?:'([^']*)'|(-?\d+(?:\.\d+)?))\]/y;

/** @throws an AppError that says where the path cannot be read */
export function jsonPath(text: string, place: string): JsonPath {
  const steps: Step[] = [];
  STEP.lastIndex = text.startsWith('$') ? 1 : text.length;
  while (STEP.lastIndex < text.length) {
    const from = STEP.lastIndex;
    const match = STEP.exec(text);
    if (match === null)
      throw new AppError('CONFIG', `${place} "${text}" cannot be read from "${text.slice(from)}" on.`);
    const [, dotted, index, quoted, field, word, number] = match;
    if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else if (field !== undefined) steps.push({ kind: 'where', name: field, equals: word ?? Number(number) });
    else steps.push({ kind: 'name', name: dotted ?? quoted ?? '' });
  }
  if (!text.startsWith('$'))
    throw new AppError('CONFIG', `${place} "${text}" must begin with $, for instance $.level.`);
  return (document) => steps.reduce(follow, document);
}

function follow(value: unknown, step: Step): unknown {
  switch (step.kind) {
    case 'name':
      return fieldOf(value, step.name);
    case 'index':
      return Array.isArray(value) ? value.at(step.index) : undefined;
    case 'where':
      return Array.isArray(value) ? value.find((one) => fieldOf(one, step.name) === step.equals) : undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
