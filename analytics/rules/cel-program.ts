/**
 * Checked CEL expressions as JavaScript over two arrays of numbers: `s` holds inputs, derived inputs and lets of a rule,
 * `a` the attributes of an asset. The interpreter of the CEL library walks the tree and looks names up at each
 * evaluation; a rule is evaluated a few million times a second. Only forms that are known to mean the same for doubles
 * are translated (a property test compares both); any other expression goes on through the interpreter.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { AssetAttributes, type CelContext, type CelExpression } from './cel.ts';

export type CelRun = (s: Float64Array, a: Float64Array) => unknown;

/** Where names of a rule stand in the arrays. An attribute that an asset lacks is NaN. */
export interface CelSlots {
  readonly names: readonly string[];
  readonly attributes: readonly string[];
}

const BINARY: Readonly<Record<string, string>> = {
  ...{ '+': '+', '-': '-', '*': '*', '/': '/', '<': '<', '<=': '<=', '>': '>', '>=': '>=', '==': '===', '!=': '!==' },
  ...{ '&&': '&&', '||': '||' },
};
const FUNCTIONS: Readonly<Record<string, string>> = {
  ...{ min: 'Math.min', max: 'Math.max', abs: 'Math.abs', floor: 'Math.floor', ceil: 'Math.ceil' },
};

export function createCelRun(expression: CelExpression, slots: CelSlots): CelRun {
  const code = codeOf(expression.ast, slots);
  return code === null ? interpret(expression, slots) : (new Function('s', 'a', `return ${code};`) as CelRun);
}

/** JavaScript for a node, or null for a form that is not translated. */
export function codeOf(node: ASTNode, slots: CelSlots): string | null {
  const { op } = node;
  switch (op) {
    case 'value':
      return typeof node.args === 'number' || typeof node.args === 'boolean' ? `(${node.args})` : null;
    case 'id': {
      const place = slots.names.indexOf(node.args);
      return place < 0 ? null : `s[${place}]`;
    }
    case '.':
      return attributeCode(node, slots);
    case '!_':
    case '-_': {
      const code = codeOf(node.args, slots);
      return code && `(${op[0]} ${code})`;
    }
    case '?:': {
      const [when, yes, no] = node.args.map((each) => codeOf(each, slots));
      return when && yes && no ? `(${when} ? ${yes} : ${no})` : null;
    }
    case 'call':
      return callCode(node, slots);
    default:
      return binaryCode(node, slots);
  }
}

function attributeCode(node: ASTNode & { op: '.' }, { attributes }: CelSlots): string | null {
  const [from, name] = node.args;
  if (from.op !== 'id' || from.args !== 'asset') return null;
  const place = attributes.indexOf(name);
  return place < 0 ? null : `a[${place}]`;
}

function callCode(node: ASTNode & { op: 'call' }, slots: CelSlots): string | null {
  const [name, args] = node.args;
  const [first] = args;
  if (name === 'has' && first?.op === '.') {
    const code = attributeCode(first, slots);
    return code && `!Number.isNaN(${code})`;
  }
  const own = FUNCTIONS[name];
  const codes = args.map((each) => codeOf(each, slots));
  return own && codes.every((code) => code !== null) ? `${own}(${codes.join(', ')})` : null;
}

function binaryCode(node: ASTNode, slots: CelSlots): string | null {
  const operator = BINARY[node.op];
  if (operator === undefined || !Array.isArray(node.args) || node.args.length !== 2) return null;
  const [left, right] = (node.args as ASTNode[]).map((each) => codeOf(each, slots));
  return left && right ? `(${left} ${operator} ${right})` : null;
}

function interpret(expression: CelExpression, { names, attributes }: CelSlots): CelRun {
  return (s, a) => {
    const known = attributes.flatMap((name, i): [string, number][] => (Number.isNaN(a[i]) ? [] : [[name, a[i]!]]));
    const context: CelContext = { asset: new AssetAttributes(Object.fromEntries(known)) };
    for (const [i, name] of names.entries()) context[name] = s[i]!;
    return expression.evaluate(context);
  };
}
