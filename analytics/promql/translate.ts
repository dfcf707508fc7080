/**
 * From PromQL to inputs and a condition of the rule language, keeping the meaning: a label set is an asset; what is
 * aggregated or matched over other label sets is read from the assets that feed it (`upstream: 1`). A formula says the
 * number of an expression for the label set of its scope, and when that label set is among the results.
 */
import {
  type AggregateExpression,
  type BinaryExpression,
  type CallExpression,
  CannotState,
  type LabelChoice,
  type PromExpression,
  type SelectorExpression,
} from './expression.ts';
import {
  allOf,
  anyOf,
  arithmetic,
  computed,
  constant,
  type Formula,
  grouped,
  isComparison,
  NONE,
  not,
  ofInput,
} from './formula.ts';
import { callOfNumbers } from './functions.ts';
import { bucketsOf, hasExactly, labelsOfAbsence, populationOf, refuseAdded } from './label-sets.ts';
import { type Leaf, leafOf } from './leaf.ts';
import type { Population, Relation } from './population.ts';
import {
  addInput,
  type Catalogue,
  type CatalogueKind,
  type InputDraft,
  isFixed,
  kindFor,
  metricFor,
  type Scope,
} from './scope.ts';

export interface Translation {
  readonly inputs: Readonly<Record<string, InputDraft>>;
  readonly formula: Formula;
  /** The kind of asset that the rule watches. */
  readonly kind: string;
  readonly catalogue: Catalogue;
}

/** Anything at all. */
const ALL: Relation = { of: 'agrees', choice: { keep: 'by', labels: [] } };
const COMBINES: Readonly<Record<string, string>> = {
  sum: 'sum',
  avg: 'avg',
  min: 'min',
  max: 'max',
  group: 'max',
  count: 'sum',
};

/** Throws CannotState with the reason when the meaning cannot be kept. */
export function translate(expression: PromExpression, domain: string): Translation {
  const catalogue: Catalogue = { metrics: [], kinds: [] };
  const translator = new Translator(catalogue, domain);
  const population = translator.populationOf(expression) ?? { of: 'fixed', labels: {} };
  const kind: CatalogueKind = { name: 'watched', population, feeds: null, bound: null, fixed: new Map() };
  catalogue.kinds.push(kind);
  const scope: Scope = { kind, inputs: {} };
  const formula = translator.formulaOf(expression, scope);
  return { inputs: scope.inputs, formula, kind: kind.name, catalogue };
}

class Translator {
  private readonly catalogue: Catalogue;
  private readonly domain: string;
  constructor(catalogue: Catalogue, domain: string) {
    this.catalogue = catalogue;
    this.domain = domain;
  }

  metricOf(selector: SelectorExpression): string {
    return metricFor(this.catalogue, this.domain, selector);
  }

  populationOf(expression: PromExpression): Population | null {
    return populationOf(expression, (selector) => this.metricOf(selector));
  }

  formulaOf(expression: PromExpression, scope: Scope): Formula {
    const leaf = leafOf(expression);
    if (leaf) return this.ofLeaf(leaf, scope);
    switch (expression.of) {
      case 'number':
        return constant(expression.value);
      case 'negative': {
        const inner = this.formulaOf(expression.inner, scope);
        if (inner.constant !== null) return constant(-inner.constant);
        return { ...inner, value: `-${grouped(inner.value)}` };
      }
      case 'aggregate':
        return this.ofAggregate(expression, scope);
      case 'binary':
        return this.ofBinary(expression, scope);
      case 'call':
        return this.ofCall(expression, scope);
      case 'unsupported':
        throw new CannotState(expression.what);
      default:
        throw new CannotState(`a ${expression.of} where a number is needed`);
    }
  }

  private ofLeaf({ selector, input, over, isZeroAlone }: Leaf, scope: Scope): Formula {
    const metric = this.metricOf(selector);
    const hint = selector.name ?? 'series';
    const { aggregate, ...rest } = input;
    const name = addInput(scope, hint, { metric, aggregate, ...rest, default: isZeroAlone ? 0 : NONE });
    if (!isZeroAlone) return ofInput(name, over);
    const { window, delay } = rest;
    const count = addInput(scope, `${hint}-count`, {
      metric,
      aggregate: 'count',
      window,
      ...(delay !== undefined && { delay }),
      default: 0,
    });
    return { value: name, present: `${count} > 0.0`, isScalar: false, constant: null };
  }

  private ofAggregate({ op, inner, choice }: AggregateExpression, scope: Scope): Formula {
    const combine = COMBINES[op];
    if (!combine) throw new CannotState(`${op}() over label sets`);
    return this.gather(
      inner,
      scope,
      { of: 'becomes', choice },
      combine,
      op === 'count' || op === 'group' ? '1.0' : null,
    );
  }

  /** One number of what other label sets give; `give` in place of their own number. */
  private gather(
    expression: PromExpression,
    scope: Scope,
    relation: Relation,
    combine: string,
    give: string | null = null,
    from: Readonly<Record<string, unknown>> = {},
  ): Formula {
    refuseAdded(expression, relation.choice);
    const population = this.populationOf(expression);
    if (population === null) throw new CannotState('aggregation of a number without labels');
    const leaf = leafOf(expression);
    const bound = typeof from.bound === 'string' ? { bound: from.bound } : {};
    const kind = kindFor(this.catalogue, scope.kind, leaf?.selector.name ?? 'group', {
      population,
      relation,
      ...bound,
    });
    const reading = { kind: kind.name, upstream: 1, combine, ...from };
    if (leaf && !leaf.isZeroAlone && combine !== 'histogram') {
      const input = { metric: this.metricOf(leaf.selector), ...leaf.input, default: NONE };
      const hint = `${leaf.selector.name ?? 'series'}-${give === null ? combine : 'count'}`;
      if (give === null) return ofInput(addInput(scope, hint, { ...input, from: reading }), leaf.over);
      const name = addInput(scope, hint, { ...input, from: { ...reading, combine: 'count', over: NONE } });
      return { ...ofInput(name), value: combine === 'sum' ? name : '1.0' };
    }
    const inside: Scope = { kind, inputs: {} };
    const formula = this.formulaOf(expression, inside);
    const where = formula.present === 'true' ? {} : { where: formula.present };
    return ofInput(
      addInput(scope, `${kind.name}-${combine}`, {
        each: inside.inputs,
        ...where,
        give: give ?? formula.value,
        from: reading,
        default: NONE,
      }),
    );
  }

  /** The one partner of the scope's label set on a side of a match. */
  private partner(expression: PromExpression, scope: Scope, relation: Relation): Formula {
    const isSame = relation.of === 'becomes' && hasExactly(expression, relation.choice);
    if (isSame) return this.formulaOf(expression, scope);
    return this.gather(expression, scope, relation, 'nearest');
  }

  private ofBinary(expression: BinaryExpression, scope: Scope): Formula {
    const { op, left, right, match } = expression;
    if (op === 'and' || op === 'or' || op === 'unless') return this.ofSets(op, left, right, match, scope);
    const [a, b] = this.operands(expression, scope);
    if (a.isScalar && b.isScalar && a.constant !== null && b.constant !== null)
      return constant(computed(op, a.constant, b.constant));
    const isScalar = a.isScalar && b.isScalar;
    const there = allOf(a.present, b.present);
    if (!isComparison(op)) return { value: arithmetic(op, a, b), present: there, isScalar, constant: null };
    const holds = `${grouped(a.value)} ${op} ${grouped(b.value)}`;
    if (expression.isBool || isScalar)
      return { value: `(${holds} ? 1.0 : 0.0)`, present: there, isScalar, constant: null };
    return {
      value: a.isScalar ? b.value : a.value,
      present: allOf(a.present, b.present, holds),
      isScalar: false,
      constant: null,
    };
  }

  private operands({ left, right, match, many, added }: BinaryExpression, scope: Scope): readonly [Formula, Formula] {
    const isPlain = this.populationOf(left) === null || this.populationOf(right) === null;
    if (isPlain) return [this.formulaOf(left, scope), this.formulaOf(right, scope)];
    if (match === null && many === null) {
      refuseAdded(left, null);
      refuseAdded(right, null);
      return [this.formulaOf(left, scope), this.formulaOf(right, scope)];
    }
    const choice: LabelChoice = match ?? { keep: 'without', labels: [] };
    if (added.includes('__name__') && choice.labels.includes('__name__'))
      throw new CannotState('names of series as labels');
    if (many === 'left') return [this.formulaOf(left, scope), this.partner(right, scope, { of: 'agrees', choice })];
    if (many === 'right') return [this.partner(left, scope, { of: 'agrees', choice }), this.formulaOf(right, scope)];
    const relation: Relation = { of: 'becomes', choice };
    return [this.partner(left, scope, relation), this.partner(right, scope, relation)];
  }

  private ofSets(
    op: 'and' | 'or' | 'unless',
    left: PromExpression,
    right: PromExpression,
    match: LabelChoice | null,
    scope: Scope,
  ): Formula {
    const a = this.formulaOf(left, scope);
    const there = (side: PromExpression) =>
      match === null
        ? this.formulaOf(side, scope)
        : this.gather(side, scope, { of: 'agrees', choice: match }, 'nearest', '1.0');
    if (match === null) {
      refuseAdded(left, null);
      refuseAdded(right, null);
    }
    if (op === 'and') return { ...a, present: allOf(a.present, there(right).present) };
    if (op === 'unless') return { ...a, present: allOf(a.present, not(there(right).present)) };
    const b = this.formulaOf(right, scope);
    const other = match === null ? b.present : allOf(b.present, not(there(left).present));
    return {
      value: a.value === b.value ? a.value : `(${a.present} ? ${a.value} : ${b.value})`,
      present: anyOf(a.present, other),
      isScalar: false,
      constant: null,
    };
  }

  private ofCall(expression: CallExpression, scope: Scope): Formula {
    const { name, args } = expression;
    const [first, second] = args;
    switch (name) {
      case 'time':
        return { value: this.now(scope), present: 'true', isScalar: true, constant: null };
      case 'vector':
        return { ...this.formulaOf(first!, scope), present: isFixed(scope, {}), isScalar: false, constant: null };
      case 'absent':
      case 'absent_over_time': {
        const newest: CallExpression = { of: 'call', name: 'last_over_time', args };
        const found = this.gather(name === 'absent' ? first! : newest, scope, ALL, 'nearest', '1.0');
        const present = allOf(isFixed(scope, labelsOfAbsence(first)), not(found.present));
        return { value: '1.0', present, isScalar: false, constant: null };
      }
      case 'histogram_quantile':
        return this.ofHistogram(first!, second!, scope);
      case 'timestamp': {
        if (first?.of !== 'selector') throw new CannotState('timestamp() of a computed number');
        const { present } = this.formulaOf(first, scope);
        const age = addInput(scope, `${first.name}-age`, {
          metric: this.metricOf(first),
          aggregate: 'age',
          default: 0,
        });
        return { value: `${this.now(scope)} - ${age}`, present, isScalar: false, constant: null };
      }
      default:
        return callOfNumbers(name, args, (arg) => this.formulaOf(arg, scope));
    }
  }

  private ofHistogram(quantile: PromExpression, buckets: PromExpression, scope: Scope): Formula {
    if (quantile.of !== 'number') throw new CannotState('histogram_quantile of a share that is no constant');
    const from = { quantile: quantile.value, bound: 'le' };
    const { inner, choice } = bucketsOf(buckets);
    return this.gather(inner, scope, { of: 'becomes', choice }, 'histogram', null, from);
  }

  private now(scope: Scope): string {
    return addInput(scope, 'now', { clock: 'epochS' });
  }
}
