/** Inputs of a rule file, checked against what the world knows: metrics of the log first, then what is made from them. */
import { CelError, type CelExpression, type CelTypes, createCelTypes } from './cel.ts';
import type { RuleWorld } from './compile-rule.ts';
import { msFromDuration } from './duration.ts';
import type { DerivedInput, EachInput, FromOthers, RuleInput } from './rule.ts';
import { RuleError } from './rule-error.ts';
import {
  type AnyInputDefinition,
  type EachDefinition,
  type FromDefinition,
  type InputDefinition,
  inputSchemaFor,
  type RuleDefinition,
} from './rule-schema.ts';
import type { Path, YamlSource } from './yaml-source.ts';

export type Fail = (path: Path, message: string) => never;

/** Longest window: a week and a bit. */
const WINDOW_MS_MAX = 8 * 86_400_000;
/** Longest delay: a spring tide and the next, after which the tide of sun and moon is nearly the same. */
const DELAY_MS_MAX = 16 * 86_400_000;
const WINDOWLESS = ['last', 'age', 'quality', 'anomaly'];
const NEEDS_TWO = ['rate', 'slope', 'changes', 'increase', 'delta', 'predict', 'stddev'];
/** `each` within `each` goes this deep at most. */
const EACH_DEPTH_MAX = 4;

/** Compiles an expression; its error gets the place of the text in the file. */
export function compileCel(
  source: YamlSource<unknown>,
  types: CelTypes,
  path: Path,
  text: string,
  type: 'bool' | 'double',
): CelExpression {
  try {
    return types.compile(text, type);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    const place = source.placeOf(path);
    throw new RuleError({ ...place, column: place.column + error.offset }, `${path.join('.')}: ${error.message}`);
  }
}

export function compileInputs(
  source: YamlSource<RuleDefinition>,
  world: RuleWorld,
  attributes: readonly string[],
  fail: Fail,
): { readonly inputs: readonly RuleInput[]; readonly derived: readonly DerivedInput[] } {
  const entries = Object.entries(source.value.inputs);
  const inputs: RuleInput[] = [];
  for (const [name, input] of entries) {
    if (name === 'asset') fail(['inputs', name], 'an input cannot be called asset');
    if ('metric' in input) inputs.push(metricInput(['inputs', name], name, input, world, fail));
  }
  if (inputs.length === 0) fail(['inputs'], 'a rule needs at least one input that is a metric');
  const derived: DerivedInput[] = [];
  for (const [name, input] of entries) {
    if ('metric' in input) continue;
    const known = [...inputs, ...derived].map((each) => each.name);
    derived.push(derivedInput(['inputs', name], name, input, { source, world, attributes, known, fail }));
  }
  return { inputs, derived };
}

interface DerivedContext {
  readonly source: YamlSource<RuleDefinition>;
  readonly world: RuleWorld;
  readonly attributes: readonly string[];
  /** Names that an expression may use here. */
  readonly known: readonly string[];
  readonly fail: Fail;
}

function derivedInput(
  path: Path,
  name: string,
  input: Exclude<AnyInputDefinition, InputDefinition>,
  context: DerivedContext,
): DerivedInput {
  const { source, world, attributes, known, fail } = context;
  if ('each' in input) return eachInput(path, name, input, context);
  if ('clock' in input) return { of: 'clock', name };
  if ('rule' in input) {
    const from = input.from ? fromOthers(input.from, [...path, 'from'], world, fail) : null;
    return { of: 'rule', name, rule: input.rule, gives: input.gives, from, place: source.placeOf([...path, 'rule']) };
  }
  if ('schedule' in input) {
    const schedule = world.schedules?.get(input.schedule);
    return {
      of: 'schedule',
      name,
      schedule: schedule ?? fail([...path, 'schedule'], `unknown schedule ${input.schedule}`),
    };
  }
  if ('forecast' in input) {
    if (!world.metrics.has(input.forecast)) fail([...path, 'forecast'], `unknown metric ${input.forecast}`);
    if ((input.at === undefined) === (input.until === undefined)) fail(path, 'a forecast needs either at or until');
    const types = createCelTypes([], attributes);
    const ask =
      input.until === undefined
        ? ({ kind: 'at', aheadMs: msFromDuration(input.at ?? '0s') } as const)
        : ({
            kind: 'until',
            threshold: compileCel(source, types, [...path, 'until'], input.until, 'double'),
            isFalling: input.falling ?? false,
          } as const);
    return { of: 'forecast', name, metric: input.forecast, ask, band: input.band, fallback: input.default ?? null };
  }
  const { first, then: following, without, within } = input.sequence;
  if ((following === undefined) === (without === undefined)) fail(path, 'a sequence needs either then or without');
  const types = createCelTypes(known, attributes);
  const part = (key: string, text: string) => compileCel(source, types, [...path, 'sequence', key], text, 'bool');
  return {
    of: 'sequence',
    name,
    first: part('first', first),
    second: following === undefined ? part('without', without ?? '') : part('then', following),
    isFollowed: following !== undefined,
    withinMs: msFromDuration(within),
  };
}

function eachInput(path: Path, name: string, definition: EachDefinition, context: DerivedContext): EachInput {
  const { source, world, fail } = context;
  if (path.length > 2 * EACH_DEPTH_MAX) fail(path, `each stands inside each more than ${EACH_DEPTH_MAX} deep`);
  const from = fromOthers(definition.from, [...path, 'from'], world, fail);
  const inputs: RuleInput[] = [];
  const derived: DerivedInput[] = [];
  for (const [part, unchecked] of Object.entries(definition.each)) {
    const partPath = [...path, 'each', part];
    source.check(partPath, inputSchemaFor(unchecked), unchecked);
    const input = unchecked as AnyInputDefinition;
    if (part === 'asset') fail(partPath, 'an input cannot be called asset');
    if ('metric' in input) inputs.push(metricInput(partPath, part, input, world, fail));
    else if ('each' in input || 'clock' in input) derived.push(derivedInput(partPath, part, input, context));
    else fail(partPath, 'inside each there are metrics, the clock and each');
  }
  const attributes = world.assets.filter(({ kind }) => kind === from.kind).flatMap((a) => Object.keys(a.attributes));
  const names = [...inputs, ...derived].map((each) => each.name);
  const types = createCelTypes(names, [...new Set(attributes)]);
  const { where, give } = definition;
  return {
    ...{ of: 'each', name, inputs, derived, from, fallback: definition.default ?? null },
    where: where === undefined ? null : compileCel(source, types, [...path, 'where'], where, 'bool'),
    give: compileCel(source, types, [...path, 'give'], give, 'double'),
  };
}

function metricInput(path: Path, name: string, input: InputDefinition, world: RuleWorld, fail: Fail): RuleInput {
  if (!world.metrics.has(input.metric)) fail([...path, 'metric'], `unknown metric ${input.metric}`);
  const isWindowless = WINDOWLESS.includes(input.aggregate);
  if (isWindowless && input.window) fail([...path, 'window'], `${input.aggregate} takes no window`);
  if (!isWindowless && !input.window) fail(path, `${input.aggregate} needs a window`);
  if (input.aggregate === 'percentile' && input.percentile === undefined) fail(path, 'percentile needs percentile');
  if (input.extrapolate && input.aggregate !== 'increase' && input.aggregate !== 'delta') {
    fail([...path, 'extrapolate'], `${input.aggregate} is never extrapolated`);
  }
  if (input.endsOnBad && (input.aggregate !== 'last' || input.delay || input.despike)) {
    fail([...path, 'endsOnBad'], 'only a last without delay and despike ends on bad');
  }
  if ((input.aggregate === 'predict') !== (input.ahead !== undefined))
    fail(path, 'predict, and only predict, needs ahead');
  if (input.with) {
    if (input.aggregate !== 'anomaly' || input.from || input.delay || input.despike) {
      fail([...path, 'with'], 'only an anomaly of the asset itself, without delay and despike, takes with');
    }
    for (const [i, metric] of input.with.entries()) {
      if (!world.metrics.has(metric)) fail([...path, 'with', i], `unknown metric ${metric}`);
      if (metric === input.metric) fail([...path, 'with', i], `${metric} is judged with others, not with itself`);
    }
  }
  if (input.from?.combine === 'histogram') fail([...path, 'from', 'combine'], 'histogram stands only in each');
  const windowMs = input.window ? msFromDuration(input.window) : 0;
  if (windowMs > WINDOW_MS_MAX) fail([...path, 'window'], `a window of ${input.window} is longer than 8d`);
  const delayMs = input.delay ? msFromDuration(input.delay) : 0;
  if (delayMs > DELAY_MS_MAX) fail([...path, 'delay'], `a delay of ${input.delay} is longer than 16d`);
  return {
    name,
    metric: input.metric,
    aggregate: input.aggregate,
    windowMs,
    delayMs,
    despike: input.despike ?? false,
    percentile: input.percentile ?? 50,
    minSamples: Math.max(input.minSamples ?? 1, NEEDS_TWO.includes(input.aggregate) ? 2 : 1),
    maxAgeMs: input.maxAge ? msFromDuration(input.maxAge) : Number.POSITIVE_INFINITY,
    fallback: input.default ?? null,
    from: input.from ? fromOthers(input.from, [...path, 'from'], world, fail) : null,
    extrapolate: input.extrapolate ?? false,
    endsOnBad: input.endsOnBad ?? false,
    aheadMs: input.ahead ? msFromDuration(input.ahead) : 0,
    ...(input.with && { beside: input.with }),
  };
}

function fromOthers(from: FromDefinition, path: Path, world: RuleWorld, fail: Fail): FromOthers {
  const { kind, withinM, sameDistrict, upstream, downstream, combine, over, under, quantile, bound } = from;
  if (!world.assets.some((asset) => asset.kind === kind)) fail([...path, 'kind'], `unknown asset kind ${kind}`);
  const said = [withinM, sameDistrict, upstream, downstream].filter((each) => each !== undefined);
  if (said.length !== 1) fail(path, 'from needs exactly one of withinM, sameDistrict, upstream, downstream');
  const isCounting = combine === 'count' || combine === 'share';
  if (isCounting !== (over !== undefined || under !== undefined)) {
    fail(
      [...path, 'combine'],
      isCounting ? `${combine} needs over or under` : `${combine} takes neither over nor under`,
    );
  }
  const isHistogram = combine === 'histogram';
  if (isHistogram !== (quantile !== undefined && bound !== undefined)) {
    fail([...path, 'combine'], 'histogram, and only histogram, needs quantile and bound');
  }
  return {
    ...(isHistogram && { quantile: quantile ?? 0, bound: bound ?? '' }),
    kind,
    relation:
      withinM !== undefined
        ? { by: 'radius', withinM }
        : sameDistrict
          ? { by: 'district' }
          : upstream !== undefined
            ? { by: 'upstream', hops: upstream }
            : { by: 'downstream', hops: downstream ?? 1 },
    combine,
    over: over ?? Number.NEGATIVE_INFINITY,
    under: under ?? Number.POSITIVE_INFINITY,
  };
}
