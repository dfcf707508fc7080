/** A YAML file with the way back from any value in it to its line and column, and its schema checked on reading. */
import type { Static, TSchema } from 'typebox';
import { Errors } from 'typebox/value';
import { isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import { type Place, RuleError } from './rule-error.ts';

export type Path = readonly (string | number)[];

export interface YamlSource<Value> {
  readonly value: Value;
  /** Place of the value at a path, or of the nearest parent that is written in the file. */
  readonly placeOf: (path: Path) => Place;
  /** Throws a RuleError when a part of the file is not of the schema. */
  readonly check: (path: Path, schema: TSchema, part: unknown) => void;
}

const BYTES_MAX = 256 * 1024;

/** Throws a RuleError at the first thing that is not YAML or not of the schema. */
export function readYaml<Schema extends TSchema>(
  file: string,
  text: string,
  schema: Schema,
): YamlSource<Static<Schema>> {
  if (text.length > BYTES_MAX) throw new RuleError({ file, line: 1, column: 1 }, 'the file is larger than 256 KiB');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = document.errors[0];
  if (broken) throw new RuleError(place(broken.pos[0]), broken.message);

  const placeOf = (path: Path): Place => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return place(node.range[0]);
    }
    return place(document.contents?.range?.[0] ?? 0);
  };
  const keyPlace = (path: Path): Place => {
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && String(item.key) === String(path.at(-1)));
      if (isNode(pair?.key) && pair.key.range) return place(pair.key.range[0]);
    }
    return placeOf(path);
  };

  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const check = (base: Path, part: TSchema, partValue: unknown) => {
    for (const error of Errors(part, partValue)) {
      const path = [...base, ...pathFromPointer(error.instancePath)];
      if (error.keyword === 'boolean') throw new RuleError(keyPlace(path), `unknown key ${String(path.at(-1))}`);
      const where = path.length > 0 ? `${path.join('.')} ` : '';
      throw new RuleError(placeOf(path), `${where}${error.message}`);
    }
  };
  check([], schema, value);
  return { value: value as Static<Schema>, placeOf, check };
}

function pathFromPointer(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^[0-9]+$/.test(part) ? Number(part) : part));
}
