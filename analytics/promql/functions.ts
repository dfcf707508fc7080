/** Functions of PromQL that make one number of the number of each label set. */
import { CannotState, type PromExpression } from './expression.ts';
import { allOf, celNumber, type Formula, grouped } from './formula.ts';

type Write = (...values: readonly string[]) => string;

const FUNCTIONS: Readonly<Record<string, Write>> = {
  abs: (x) => `abs(${x})`,
  floor: (x) => `floor(${x})`,
  ceil: (x) => `ceil(${x})`,
  round: (x, to) =>
    to
      ? `floor(${grouped(x!)} * (1.0 / ${grouped(to)}) + 0.5) / (1.0 / ${grouped(to)})`
      : `floor(${grouped(x!)} + 0.5)`,
  clamp_min: (x, low) => `max(${x}, ${low})`,
  clamp_max: (x, high) => `min(${x}, ${high})`,
  clamp: (x, low, high) => `max(${low}, min(${high}, ${x}))`,
  sgn: (x) => `(${grouped(x!)} > 0.0 ? 1.0 : ${grouped(x!)} < 0.0 ? -1.0 : 0.0)`,
  sort: (x) => x!,
  sort_desc: (x) => x!,
};

/** Throws CannotState for a function that the rule language has no like for. */
export function callOfNumbers(
  name: string,
  parts: readonly PromExpression[],
  formulaOf: (part: PromExpression) => Formula,
): Formula {
  const write = FUNCTIONS[name];
  if (!write || parts.length === 0) throw new CannotState(`${name}()`);
  const args = parts.map(formulaOf);
  const values = args.map((each) => (each.constant === null ? each.value : celNumber(each.constant)));
  return {
    value: write(...values),
    present: allOf(...args.map(({ present }) => present)),
    isScalar: args.every(({ isScalar }) => isScalar),
    constant: null,
  };
}
