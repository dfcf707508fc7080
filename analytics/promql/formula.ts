/** A number in a scope, as CEL: what it is and when it is there. */
import { CannotState } from './expression.ts';

/** What inputs give in place of no value; no real reading is as low. */
export const NONE = -1e300;

export interface Formula {
  /** CEL of type double. */
  readonly value: string;
  /** CEL of type bool; `true` where it always is. */
  readonly present: string;
  /** A number without labels. */
  readonly isScalar: boolean;
  /** Known beforehand. */
  readonly constant: number | null;
}

/** A number as a CEL double. */
export function celNumber(value: number): string {
  if (!Number.isFinite(value)) throw new CannotState('a number that is not finite');
  const text = String(value).replace('e+', 'e');
  const isPlain = /^-?\d+$/.test(text);
  return isPlain ? `${text}.0` : text.replace(/^(-?\d+)e/, '$1.0e');
}

export function constant(value: number): Formula {
  return {
    value: Number.isFinite(value) ? celNumber(value) : 'infinite',
    present: 'true',
    isScalar: true,
    constant: value,
  };
}

/** An input whose default is NONE. */
export function ofInput(name: string, over = 1): Formula {
  const value = over === 1 ? name : `${name} / ${celNumber(over)}`;
  return { value, present: `${name} > ${celNumber(NONE)}`, isScalar: false, constant: null };
}

/** An operand or argument, in parentheses unless it is one word. */
export function grouped(text: string): string {
  return /^-?[A-Za-z0-9_.]+$/.test(text) || /^(min|max|abs|floor|ceil)\([^()]*\)$/.test(text) ? text : `(${text})`;
}

/** All of them hold; what is said twice is said once. */
export function allOf(...conditions: readonly string[]): string {
  const said = new Set(conditions.flatMap(conjuncts));
  said.delete('true');
  if (said.has('false')) return 'false';
  // A value that is at or above a number is no NONE.
  for (const each of said) {
    const above = /^(\w+) (?:>=?|==) (-?[0-9.e]+)$/.exec(each);
    if (above && Number(above[2]) > NONE) said.delete(`${above[1]} > ${celNumber(NONE)}`);
  }
  if (said.size === 0) return 'true';
  return [...said].map((each) => (/\|\||\?/.test(each) ? `(${each})` : each)).join(' && ');
}

export function anyOf(a: string, b: string): string {
  if (a === 'true' || b === 'true') return 'true';
  return a === b ? a : `${a} || ${b}`;
}

export function not(condition: string): string {
  return condition === 'true' ? 'false' : condition === 'false' ? 'true' : `!(${condition})`;
}

/** Parts of a conjunction at the outermost level. */
function conjuncts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth += 1;
    if (text[i] === ')') depth -= 1;
    if (depth === 0 && text.startsWith(' || ', i)) return [text];
    if (depth === 0 && text.startsWith(' ? ', i)) return [text];
    if (depth === 0 && text.startsWith(' && ', i)) {
      parts.push(text.slice(from, i));
      from = i + 4;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='];

export function isComparison(op: string): boolean {
  return COMPARISONS.includes(op);
}

/** Arithmetic of PromQL; throws CannotState for an operator that has no like. */
export function arithmetic(op: string, a: Formula, b: Formula): string {
  const [x, y] = [grouped(a.value), grouped(b.value)];
  switch (op) {
    case '+':
    case '-':
    case '*':
    case '/':
      return `${x} ${op} ${y}`;
    case '%':
      return `${x} - ${y} * (${x} / ${y} < 0.0 ? ceil(${x} / ${y}) : floor(${x} / ${y}))`;
    case '^':
      if (b.constant === 2) return `${x} * ${x}`;
      throw new CannotState('power that is no constant');
    default:
      throw new CannotState(`operator ${op}`);
  }
}

export function computed(op: string, a: number, b: number): number {
  const results: Readonly<Record<string, number>> = {
    ...{ '+': a + b, '-': a - b, '*': a * b, '/': a / b, '%': a % b, '^': a ** b },
    ...{ '==': Number(a === b), '!=': Number(a !== b), '>': Number(a > b), '<': Number(a < b) },
    ...{ '>=': Number(a >= b), '<=': Number(a <= b) },
  };
  const result = results[op];
  if (result === undefined) throw new CannotState(`operator ${op} of two numbers`);
  return result;
}
