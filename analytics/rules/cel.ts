/**
 * Expressions of rules: CEL, type-checked when the rule is loaded. Inputs and lets are doubles, `asset` has one double
 * per attribute that assets of the rule's kinds carry. A name that is not declared is an error at load, never at three
 * in the morning.
 */
import { type ASTNode, Environment } from '@marcbachmann/cel-js';

/** What an expression is evaluated in: doubles by name, and the attributes of the asset. */
export interface CelContext {
  [name: string]: number | AssetAttributes;
  asset: AssetAttributes;
}

export interface CelExpression {
  readonly text: string;
  readonly evaluate: (context: CelContext) => unknown;
  /** Checked: every name is declared and every type fits. */
  readonly ast: ASTNode;
  /** Names of the attributes that it reads as `asset.x`. */
  readonly attributes: readonly string[];
}

export class CelError extends Error {
  /** Characters from the beginning of the expression. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.name = 'CelError';
    this.offset = offset;
  }
}

/**
 * Attributes of an asset as CEL sees them. An instance of the registered class is taken as it is, where a plain object
 * would be converted at every evaluation.
 */
export class AssetAttributes {
  [name: string]: number;
  constructor(values: Readonly<Record<string, number>>) {
    Object.assign(this, values);
  }
}

export interface CelTypes {
  compile(text: string, type: 'bool' | 'double'): CelExpression;
}

export function createCelTypes(variables: readonly string[], attributes: readonly string[]): CelTypes {
  const fields = Object.fromEntries(attributes.map((name) => [name, 'double']));
  const environment = new Environment()
    .registerType('Asset', { ctor: AssetAttributes, fields })
    .registerVariable('asset', 'Asset')
    .registerFunction('min(double, double): double', (a: number, b: number) => Math.min(a, b))
    .registerFunction('max(double, double): double', (a: number, b: number) => Math.max(a, b))
    .registerFunction('abs(double): double', (a: number) => Math.abs(a))
    .registerFunction('floor(double): double', (a: number) => Math.floor(a))
    .registerFunction('ceil(double): double', (a: number) => Math.ceil(a));
  for (const name of variables) environment.registerVariable(name, 'double');

  return {
    compile: (text, type) => {
      const checked = check(environment, text);
      if (checked.type !== type) throw new CelError(`gives ${checked.type} where ${type} is needed`, 0);
      const evaluate = environment.parse(text);
      const used = [...text.matchAll(/\basset\.([A-Za-z_][A-Za-z0-9_]*)/g)].map((match) => match[1]!);
      return { text, evaluate: (context) => evaluate(context), ast: evaluate.ast, attributes: [...new Set(used)] };
    },
  };
}

function check(environment: Environment, text: string): { type: string } {
  const result = environment.check(text);
  if (result.valid) return { type: String(result.type) };
  const [reason] = (result.error?.message ?? 'not a CEL expression').split('\n');
  throw new CelError(reason!, result.error?.range?.start ?? 0);
}
