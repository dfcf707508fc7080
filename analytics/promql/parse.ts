/** From the text of a PromQL expression to its parts, by the grammar that Prometheus keeps for editors. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { CannotState, type LabelChoice, type Matcher, type PromExpression } from './expression.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 },
};
const DURATION = /^(\d+(ms|s|m|h|d|w|y))+$/;
const QUOTED = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'`;
/**
 * A series with its offset, or a string. The grammar takes `a / b offset 1h` for an offset of the quotient, where
 * Prometheus takes it for one of `b`: parentheses say which.
 */
const WITH_OFFSET = new RegExp(
  String.raw`${QUOTED}|((?:[a-z_:][\w:]*\s*(?:\{(?:${QUOTED}|[^{}"'])*\})?|\{(?:${QUOTED}|[^{}"'])*\})\s*(?:\[[^\]]*\])?\s+offset\s+-?[\w.]+)`,
  'gi',
);
const MANY: Readonly<Record<string, 'left' | 'right'>> = { GroupLeft: 'left', GroupRight: 'right' };

/** Milliseconds of `5m`, `1h30m` or a number of seconds; NaN for anything else. */
export function promDurationMs(text: string): number {
  if (!DURATION.test(text)) return Number(text) * 1_000;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d|w|y)/g)) totalMs += Number(count) * UNIT_MS[unit!]!;
  return totalMs;
}

/** Throws CannotState for what is not PromQL. */
export function parsePromql(text: string): PromExpression {
  return parseTree(text.replace(WITH_OFFSET, (all, series?: string) => (series ? `(${all})` : all)));
}

function parseTree(text: string): PromExpression {
  const tree = parser.parse(text);
  tree.iterate({
    enter: ({ type }) => {
      if (type.isError) throw new CannotState('not PromQL');
    },
  });
  const [only] = childrenOf(tree.topNode);
  if (!only) throw new CannotState('not PromQL');
  return convert(only, text);
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}

function convert(node: SyntaxNode, text: string): PromExpression {
  const words = text.slice(node.from, node.to);
  const children = childrenOf(node);
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { of: 'number', value: numberOf(words) };
    case 'StringLiteral':
      return { of: 'string', value: stringOf(words) };
    case 'ParenExpr':
      return convert(children[0]!, text);
    case 'UnaryExpr': {
      const inner = convert(children[1]!, text);
      return words.startsWith('-') ? { of: 'negative', inner } : inner;
    }
    case 'VectorSelector':
      return selectorOf(children, text);
    case 'MatrixSelector': {
      const inner = convert(children[0]!, text);
      const range = children.find(({ name }) => name === 'DurationExpr');
      if (inner.of !== 'selector' || !range)
        return { of: 'unsupported', what: 'range of something else than a series' };
      return { ...inner, rangeMs: durationOf(range, text) };
    }
    case 'OffsetExpr': {
      const inner = convert(children[0]!, text);
      const offset = children.find(({ name }) => name === 'OffsetDurationExpr');
      if (inner.of !== 'selector' || !offset)
        return inner.of === 'unsupported' ? inner : { of: 'unsupported', what: 'offset of a subquery' };
      return { ...inner, offsetMs: durationOf(offset, text) };
    }
    case 'SubqueryExpr':
      return { of: 'unsupported', what: 'subquery: an expression evaluated at steps of its own' };
    case 'StepInvariantExpr':
      return { of: 'unsupported', what: '@: a fixed moment' };
    case 'FunctionCall': {
      const args = children.find(({ name }) => name === 'FunctionCallBody');
      const name = text.slice(children[0]!.from, children[0]!.to);
      return { of: 'call', name, args: args ? childrenOf(args).map((each) => convert(each, text)) : [] };
    }
    case 'AggregateExpr':
      return aggregateOf(children, text);
    case 'BinaryExpr':
      return binaryOf(children, text);
    default:
      return { of: 'unsupported', what: node.name };
  }
}

function numberOf(words: string): number {
  if (/^[+-]?inf$/i.test(words)) return Number.POSITIVE_INFINITY;
  return DURATION.test(words) ? promDurationMs(words) / 1_000 : Number(words);
}

function durationOf(node: SyntaxNode, text: string): number {
  const ms = promDurationMs(text.slice(node.from, node.to).replace(/\s/g, ''));
  if (Number.isNaN(ms)) throw new CannotState('duration that is computed');
  return ms;
}

function stringOf(words: string): string {
  const inside = words.slice(1, -1);
  return words.startsWith('`')
    ? inside
    : inside.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}

function selectorOf(children: readonly SyntaxNode[], text: string): PromExpression {
  const matchers: Matcher[] = [];
  let name: string | null = null;
  for (const child of children) {
    if (child.name === 'Identifier') name = text.slice(child.from, child.to);
    if (child.name !== 'LabelMatchers') continue;
    for (const matcher of childrenOf(child)) {
      const parts = childrenOf(matcher);
      if (parts.length < 3) {
        name = stringOf(text.slice(matcher.from, matcher.to));
        continue;
      }
      const [label = '', op = '', value = ''] = parts.map((part) => text.slice(part.from, part.to));
      const plain = /^["'`]/.test(label) ? stringOf(label) : label;
      if (plain === '__name__' && op === '=') name = stringOf(value);
      else matchers.push({ label: plain, op: op as Matcher['op'], value: stringOf(value) });
    }
  }
  return { of: 'selector', name, matchers, rangeMs: null, offsetMs: 0 };
}

function labelsIn(node: SyntaxNode | undefined, text: string): readonly string[] {
  return node ? childrenOf(node).map((label) => text.slice(label.from, label.to)) : [];
}

function aggregateOf(children: readonly SyntaxNode[], text: string): PromExpression {
  const body = childrenOf(children.find(({ name }) => name === 'FunctionCallBody')!).map((each) => convert(each, text));
  const modifier = children.find(({ name }) => name === 'AggregateModifier');
  const parts = modifier ? childrenOf(modifier) : [];
  const choice: LabelChoice = {
    keep: parts[0]?.name === 'Without' ? 'without' : 'by',
    labels: labelsIn(parts[1], text),
  };
  const op = text.slice(children[0]!.from, children[0]!.to).toLowerCase();
  return { of: 'aggregate', op, inner: body.at(-1)!, parameter: body.length > 1 ? body[0]! : null, choice };
}

function binaryOf(children: readonly SyntaxNode[], text: string): PromExpression {
  const [first, operator, ...rest] = children;
  const clause = rest.find(({ name }) => name === 'MatchingModifierClause');
  const parts = clause ? childrenOf(clause) : [];
  const group = parts.findIndex(({ name }) => name in MANY);
  const match: LabelChoice | null =
    parts[0] && parts[0].name in { On: 1, Ignoring: 1 }
      ? { keep: parts[0].name === 'On' ? 'by' : 'without', labels: labelsIn(parts[1], text) }
      : null;
  return {
    of: 'binary',
    op: text.slice(operator!.from, operator!.to).toLowerCase(),
    left: convert(first!, text),
    right: convert(rest.at(-1)!, text),
    isBool: rest.some(({ name }) => name === 'BoolModifier'),
    match,
    many: group < 0 ? null : MANY[parts[group]!.name]!,
    added: group < 0 ? [] : labelsIn(parts[group + 1], text),
  };
}
