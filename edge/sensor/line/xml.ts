/**
 * A small reader of XML as devices send it: elements, attributes and text by their local names. No document type is
 * taken, so there are no entities to expand; depth and number of elements are bounded.
 */
export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  /** The namespace that the prefix stands for; empty where none was declared. */
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Own text, trimmed. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface Growing extends XmlElement {
  text: string;
  readonly children: Growing[];
}

const DEPTH_MAX = 64;
const ELEMENTS_MAX = 20_000;
const NAME = '[A-Za-z_\\u0080-\\uffff][\\w.\\u0080-\\uffff-]*';
const TOKEN = new RegExp(
  '<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>|<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>' +
    `|</(?:${NAME}:)?(${NAME})\\s*>` +
    `|<(?:(${NAME}):)?(${NAME})((?:\\s+[^\\s=<>/]+\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>` +
    '|([^<]+)',
  'y',
);
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Null for what is no well-formed document within the bounds. */
export function parseXml(text: string): XmlElement | null {
  const open: Growing[] = [];
  const scopes: Readonly<Record<string, string>>[] = [{}];
  let root: Growing | null = null;
  let elements = 0;
  const source = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (match === null) return null;
    const [, cdata, ended, prefix = '', begun, attributes = '', isEmpty, plain] = match;
    const top = open.at(-1);
    if (begun !== undefined) {
      elements += 1;
      if (elements > ELEMENTS_MAX || open.length >= DEPTH_MAX || (top === undefined && root !== null)) return null;
      const scope = { ...scopes.at(-1), ...declarationsOf(attributes) };
      const namespace = Object.hasOwn(scope, prefix) ? (scope[prefix] ?? '') : '';
      const element: Growing = { name: begun, namespace, attributes: attributesOf(attributes), text: '', children: [] };
      top?.children.push(element);
      root ??= element;
      if (isEmpty !== '') continue;
      open.push(element);
      scopes.push(scope);
    } else if (ended !== undefined) {
      if (top?.name !== ended) return null;
      top.text = top.text.trim();
      open.pop();
      scopes.pop();
    } else if (top !== undefined) {
      top.text += cdata ?? unescaped(plain ?? '');
    } else if ((plain ?? '').trim() !== '') return null;
  }
  return open.length === 0 ? root : null;
}

/** Prefix → namespace; the empty prefix is the default. */
function declarationsOf(text: string): Record<string, string> {
  const found = [...text.matchAll(ATTRIBUTE)].filter(([, name = '']) => name === 'xmlns' || name.startsWith('xmlns:'));
  return Object.fromEntries(
    found.map(([, name = '', double, single]) => [name.slice(6), unescaped(double ?? single ?? '')]),
  );
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single]) => [
    name.split(':').at(-1) ?? name,
    unescaped(double ?? single ?? ''),
  ]);
  return Object.fromEntries(pairs);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));/g, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** The first element at a path of local names below. */
export function elementAt(element: XmlElement | null | undefined, ...path: readonly string[]): XmlElement | null {
  let found: XmlElement | null | undefined = element;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found ?? null;
}

export function textAt(element: XmlElement | null | undefined, ...path: readonly string[]): string | null {
  return elementAt(element, ...path)?.text ?? null;
}

/** All elements of that name, at any depth, in the order of the document. */
export function elementsNamed(element: XmlElement | null | undefined, name: string): readonly XmlElement[] {
  if (!element) return [];
  const below = element.children.flatMap((child) => elementsNamed(child, name));
  return element.name === name ? [element, ...below] : below;
}
