/** One series or one function over its window as an input of a rule. */
import { CannotState, type PromExpression, type SelectorExpression } from './expression.ts';

/** Prometheus looks back this far for the newest sample; one that is as old is gone. */
export const LOOKBACK_MS = 300_000;

export interface Leaf {
  readonly selector: SelectorExpression;
  /** Without the metric. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The number of PromQL is that of the input over this. */
  readonly over: number;
  /** PromQL gives 0 for a single sample, where the input has no value. */
  readonly isZeroAlone: boolean;
}

const PLAIN: Readonly<Record<string, string>> = {
  ...{ avg_over_time: 'avg', min_over_time: 'min', max_over_time: 'max', sum_over_time: 'sum' },
  ...{ count_over_time: 'count', stddev_over_time: 'stddev', changes: 'changes' },
};
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** A duration as rules write it: the largest units first. */
export function durationWords(ms: number): string {
  let rest = Math.round(ms);
  let words = '';
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(rest / unitMs);
    if (count > 0) words += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return words || '0s';
}

function constantOf(expression: PromExpression | undefined): number | null {
  if (expression?.of === 'number') return expression.value;
  if (expression?.of === 'negative') return -(constantOf(expression.inner) ?? Number.NaN);
  if (expression?.of !== 'binary') return null;
  const [a, b] = [constantOf(expression.left), constantOf(expression.right)];
  if (a === null || b === null) return null;
  if (expression.op === '*') return a * b;
  if (expression.op === '/') return a / b;
  if (expression.op === '+') return a + b;
  return expression.op === '-' ? a - b : null;
}

/** The leaf that an expression is, or null when it is made of more. Throws CannotState for a window function that is not known. */
export function leafOf(expression: PromExpression): Leaf | null {
  if (expression.of === 'selector') {
    if (expression.rangeMs !== null) throw new CannotState('a window outside of a function');
    const ends = expression.offsetMs === 0 ? { endsOnBad: true } : {};
    return leaf(expression, { aggregate: 'last', maxAge: durationWords(LOOKBACK_MS - 1), ...ends });
  }
  if (expression.of !== 'call') return null;
  const { name, args } = expression;
  const missing = args.find((arg) => arg.of === 'unsupported');
  if (missing?.of === 'unsupported') throw new CannotState(missing.what);
  const selector = args.find((arg): arg is SelectorExpression => arg.of === 'selector' && arg.rangeMs !== null);
  if (!selector) return null;
  const rangeMs = selector.rangeMs ?? 0;
  const window = durationWords(rangeMs);
  switch (name) {
    case 'rate':
      return leaf(selector, { aggregate: 'increase', window, extrapolate: true }, rangeMs / 1_000);
    case 'increase':
    case 'delta':
      return leaf(selector, { aggregate: name, window, extrapolate: true });
    case 'deriv':
      return leaf(selector, { aggregate: 'slope', window }, 60);
    case 'predict_linear': {
      const aheadS = constantOf(args[1]);
      if (aheadS === null || aheadS < 0) throw new CannotState('predict_linear by a time that is no constant');
      return leaf(selector, { aggregate: 'predict', window, ahead: durationWords(aheadS * 1_000) });
    }
    case 'last_over_time':
      return leaf(selector, { aggregate: 'last', maxAge: durationWords(rangeMs - 1) });
    case 'absent_over_time':
      return null;
    default: {
      const aggregate = PLAIN[name];
      if (!aggregate) throw new CannotState(`${name}()`);
      return leaf(selector, { aggregate, window });
    }
  }
}

function leaf(selector: SelectorExpression, input: Readonly<Record<string, unknown>>, over = 1): Leaf {
  if (selector.offsetMs < 0) throw new CannotState('offset into the future');
  const delay = selector.offsetMs > 0 ? { delay: durationWords(selector.offsetMs) } : {};
  const isZeroAlone = input.aggregate === 'changes' || input.aggregate === 'stddev';
  return { selector, input: { ...input, ...delay }, over, isZeroAlone };
}
