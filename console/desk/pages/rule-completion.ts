/**
 * What may stand at a place of a rule file, from its JSON Schema. The path is read from indentation, because a file that
 * is being written is rarely whole; flow maps on one line are read up to the cursor. Pure.
 */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
}

export interface Suggestion {
  readonly label: string;
  readonly detail: string;
  /** A key is followed by its colon. */
  readonly kind: 'key' | 'value';
}

export interface YamlPlace {
  /** Keys above the cursor, outermost first. */
  readonly path: readonly string[];
  /** Set where the value of this key is being written. */
  readonly valueOf: string | null;
  /** Keys that stand beside it already. */
  readonly taken: readonly string[];
}

const KEY = /^(\s*)(?:- )?["']?([A-Za-z][\w.-]*)["']?\s*:/;

export function placeAt(text: string, offset: number): YamlPlace {
  const lines = text.slice(0, offset).split('\n');
  const line = lines.at(-1) ?? '';
  const flow = flowPlace(line);
  const indent = /^\s*/.exec(line)![0].length;
  const above: { readonly key: string; readonly indent: number }[] = [];
  let limit = indent;
  for (const each of lines.slice(0, -1).reverse()) {
    const found = KEY.exec(each);
    if (!found || found[1]!.length >= limit) continue;
    above.unshift({ key: found[2]!, indent: found[1]!.length });
    limit = found[1]!.length;
  }
  const path = above.map(({ key }) => key);
  const own = KEY.exec(line);
  if (own) {
    const inner = [...path, own[2]!];
    if (flow) return { path: [...inner, ...flow.path], valueOf: flow.valueOf, taken: flow.taken };
    return { path, valueOf: own[2]!, taken: [] };
  }
  return { path, valueOf: null, taken: siblings(text, offset, indent) };
}

/** The open flow maps of a line, if the cursor stands in one. */
function flowPlace(line: string): YamlPlace | null {
  const open: { readonly key: string | null; readonly taken: string[] }[] = [];
  let word = '';
  let key: string | null = null;
  let quote = '';
  for (const letter of line) {
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '{') {
      open.push({ key, taken: [] });
      key = null;
      word = '';
    } else if (letter === '}') {
      open.pop();
      key = null;
    } else if (letter === ':') {
      key = word.trim();
      open.at(-1)?.taken.push(key);
      word = '';
    } else if (letter === ',') {
      key = null;
      word = '';
    } else word += letter;
  }
  if (open.length === 0) return null;
  return { path: open.slice(1).flatMap((each) => each.key ?? []), valueOf: key, taken: open.at(-1)!.taken };
}

/** Keys of the block that the cursor stands in. */
function siblings(text: string, offset: number, indent: number): readonly string[] {
  const all = text.split('\n');
  const at = text.slice(0, offset).split('\n').length - 1;
  const keys: string[] = [];
  for (const step of [-1, 1]) {
    for (let i = at + step; i >= 0 && i < all.length; i += step) {
      const found = KEY.exec(all[i]!);
      if (!found) continue;
      if (found[1]!.length < indent) break;
      if (found[1]!.length === indent) keys.push(found[2]!);
    }
  }
  return keys;
}

/** Every schema that may stand at the path: choices are followed into each of their branches. */
export function schemasAt(root: SchemaNode, path: readonly string[]): readonly SchemaNode[] {
  let now = branches(root);
  for (const key of path) now = now.flatMap((node) => children(node, key)).flatMap(branches);
  return now;
}

const branches = (node: SchemaNode): readonly SchemaNode[] =>
  node.anyOf
    ? node.anyOf.flatMap(branches)
    : node.items && node.type === 'array'
      ? [node, ...branches(node.items)]
      : [node];

function children(node: SchemaNode, key: string): readonly SchemaNode[] {
  const own = node.properties?.[key];
  if (own) return [own];
  return Object.entries(node.patternProperties ?? {}).flatMap(([pattern, each]) =>
    new RegExp(pattern).test(key) ? [each] : [],
  );
}

export function suggestionsAt(root: SchemaNode, place: YamlPlace): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  const nodes = schemasAt(root, place.valueOf === null ? place.path : [...place.path, place.valueOf]);
  for (const node of nodes) {
    if (place.valueOf !== null) {
      for (const value of [...(node.enum ?? []), ...(node.const === undefined ? [] : [node.const])]) {
        found.set(String(value), { label: String(value), detail: node.description ?? '', kind: 'value' });
      }
      continue;
    }
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      if (place.taken.includes(key)) continue;
      const needed = node.required?.includes(key) ? '• ' : '';
      found.set(key, { label: key, detail: `${needed}${child.description ?? child.type ?? ''}`, kind: 'key' });
    }
  }
  return [...found.values()];
}
