/** What label sets an expression gives, before anything is known of the series. */
import {
  type BinaryExpression,
  CannotState,
  type LabelChoice,
  type PromExpression,
  type SelectorExpression,
} from './expression.ts';
import { isComparison } from './formula.ts';
import type { Labels, Population } from './population.ts';

const LESS_LE: LabelChoice = { keep: 'without', labels: ['le'] };

/** null for a number without labels. */
export function populationOf(
  expression: PromExpression,
  metricOf: (selector: SelectorExpression) => string,
): Population | null {
  const again = (inner: PromExpression) => populationOf(inner, metricOf);
  switch (expression.of) {
    case 'number':
    case 'string':
    case 'unsupported':
      return null;
    case 'negative':
      return again(expression.inner);
    case 'selector':
      return { of: 'series', metric: metricOf(expression) };
    case 'aggregate': {
      const from = again(expression.inner);
      return from && { of: 'chosen', choice: expression.choice, from };
    }
    case 'call': {
      if (expression.name === 'vector') return { of: 'fixed', labels: {} };
      if (expression.name === 'absent' || expression.name === 'absent_over_time')
        return { of: 'fixed', labels: labelsOfAbsence(expression.args[0]) };
      const from = expression.args.map(again).find((each) => each !== null) ?? null;
      return from && expression.name === 'histogram_quantile' ? { of: 'chosen', choice: LESS_LE, from } : from;
    }
    case 'binary':
      return populationOfBinary(expression, again(expression.left), again(expression.right));
  }
}

function populationOfBinary(
  { op, match, many }: BinaryExpression,
  left: Population | null,
  right: Population | null,
): Population | null {
  if (left === null || right === null) return left ?? right;
  if (op === 'or') return { of: 'union', parts: [left, right] };
  if (op === 'and' || op === 'unless' || many === 'left') return left;
  if (many === 'right') return right;
  if (match === null) return left;
  return { of: 'chosen', choice: match, from: left };
}

/** absent() gives the labels that its selector asks for by a value, if it says nothing else about them. */
export function labelsOfAbsence(expression: PromExpression | undefined): Labels {
  if (expression?.of !== 'selector') return {};
  const { matchers } = expression;
  const isAlone = (label: string) => matchers.filter((other) => other.label === label).length === 1;
  const named = matchers.filter(({ op, label }) => op === '=' && isAlone(label));
  return Object.fromEntries(named.map(({ label, value }) => [label, value]));
}

/** Labels that the expression takes over from the other side of a match. */
function addedLabels(expression: PromExpression): readonly string[] {
  if (expression.of === 'binary') {
    return [...expression.added, ...addedLabels(expression.left), ...addedLabels(expression.right)];
  }
  if (expression.of === 'negative') return addedLabels(expression.inner);
  return expression.of === 'call' ? expression.args.flatMap(addedLabels) : [];
}

/** A label set here leaves out the labels that a match adds: refused where such a label then decides. */
export function refuseAdded(expression: PromExpression, choice: LabelChoice | null): void {
  const added = addedLabels(expression);
  const decides = (label: string) => choice === null || choice.labels.includes(label) === (choice.keep === 'by');
  if (added.some((label) => label !== '__name__' && decides(label))) {
    throw new CannotState('labels by which it groups come from another series');
  }
}

/** All label sets of the expression have just these labels; null when that is not known. */
function exactLabels(expression: PromExpression): readonly string[] | null {
  if (expression.of === 'aggregate') return expression.choice.keep === 'by' ? expression.choice.labels : null;
  if (expression.of === 'negative') return exactLabels(expression.inner);
  if (expression.of !== 'binary') return null;
  const { left, right, match, op } = expression;
  if (isComparison(op) || '+-*/'.includes(op)) {
    if (left.of === 'number') return exactLabels(right);
    if (right.of === 'number') return exactLabels(left);
    if (match?.keep === 'by' && expression.many === null) return match.labels;
    if (match === null) return exactLabels(left);
  }
  return null;
}

/** The counts behind a histogram, and what is left of their labels: a sum over them is made together with the quantile. */
export function bucketsOf(buckets: PromExpression): { readonly inner: PromExpression; readonly choice: LabelChoice } {
  if (buckets.of !== 'aggregate' || buckets.op !== 'sum') return { inner: buckets, choice: LESS_LE };
  const { inner, choice } = buckets;
  if (choice.keep === 'without') return { inner, choice: { keep: 'without', labels: [...choice.labels, 'le'] } };
  if (!choice.labels.includes('le')) throw new CannotState('histogram_quantile without le');
  return { inner, choice: { keep: 'by', labels: choice.labels.filter((label) => label !== 'le') } };
}

/** The choice leaves the label sets of the expression as they are: each is its own group. */
export function hasExactly(expression: PromExpression, { keep, labels }: LabelChoice): boolean {
  const exact = exactLabels(expression);
  if (exact === null) return false;
  const isLeft = exact.every((label) => labels.includes(label) === (keep === 'by'));
  return isLeft && (keep === 'without' || labels.length === exact.length);
}
