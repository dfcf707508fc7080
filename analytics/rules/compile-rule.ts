/** From the text of one rule file to a checked rule. Every complaint names file, line, column and the offending name. */
import { type Asset, type Bilingual, LEVELS, type MetricStandard } from '@chengyun/contracts';
import { CelError, type CelExpression, type CelTypes, createCelTypes } from './cel.ts';
import { compileCel, compileInputs, type Fail } from './compile-inputs.ts';
import { msFromDuration } from './duration.ts';
import type { BilingualTemplate, DerivedInput, Rule, RuleInput, RuleLevel } from './rule.ts';
import { RuleError } from './rule-error.ts';
import { type Aggregate, inputSchemaFor, type RuleDefinition, RuleFrameSchema } from './rule-schema.ts';
import type { Schedule } from './schedule.ts';
import { compileTemplate, namesInTemplate } from './template.ts';
import { watchAssets } from './watch.ts';
import { type Path, readYaml, type YamlSource } from './yaml-source.ts';

export interface RuleWorld {
  readonly domain: string;
  readonly metrics: ReadonlyMap<string, MetricStandard>;
  readonly assets: readonly Asset[];
  /** Schedules of all domains by id. */
  readonly schedules?: ReadonlyMap<string, Schedule>;
}

export function compileRule(file: string, text: string, world: RuleWorld): Rule {
  const source = readYaml(file, text, RuleFrameSchema) as YamlSource<RuleDefinition>;
  const definition = source.value;
  for (const [name, input] of Object.entries(definition.inputs)) {
    source.check(['inputs', name], inputSchemaFor(input), input);
  }
  const fail = (path: Path, message: string): never => {
    throw new RuleError(source.placeOf(path), message);
  };

  if (!definition.id.startsWith(`${world.domain}.`)) fail(['id'], `rule ${definition.id} must begin ${world.domain}.`);
  const kinds = [definition.for.kind].flat();
  for (const kind of kinds) {
    if (!world.assets.some((asset) => asset.kind === kind)) fail(['for', 'kind'], `unknown asset kind ${kind}`);
  }
  const overrides = overridesFrom(definition, world, kinds, fail);
  const attributes = world.assets
    .filter((asset) => kinds.includes(asset.kind))
    .flatMap((a) => Object.keys(a.attributes));
  const declared = [...new Set([...attributes, ...[...overrides.values()].flatMap((each) => Object.keys(each))])];
  const { inputs, derived } = compileInputs(source, world, declared, fail);
  const expressions = compileExpressions(
    source,
    [...inputs, ...derived].map((input) => input.name),
    declared,
  );

  const names = new Set([...Object.keys(definition.inputs), ...Object.keys(definition.let ?? {})]);
  if (!names.has(definition.value)) fail(['value'], `value ${definition.value} is neither an input nor a let`);
  const primary = inputs.find((input) => input.name === definition.value) ?? inputs[0]!;
  const unit = definition.unit ?? unitOf(definition, primary, world);
  if (unit === null) fail(['value'], `the unit of ${definition.value} cannot be known: say it with unit`);

  const textNames = new Set([...names, ...declared.map((each) => `asset.${each}`), 'value', 'threshold', 'held']);
  const texts: [Path, { readonly zh: string; readonly en: string }][] = [
    [['title'], definition.title],
    [['why'], definition.why],
    ...LEVELS.map((level): [Path, typeof definition.title] => [
      ['levels', level, 'title'],
      definition.levels[level]?.title ?? definition.title,
    ]),
  ];
  for (const [path, text] of texts) {
    for (const language of ['zh', 'en'] as const) {
      const unknown = namesInTemplate(text[language]).find((name) => !textNames.has(name));
      if (unknown) fail([...path, language], `${path.join('.')} names ${unknown}, which this rule does not know`);
    }
  }

  let watched: Rule['watched'] = [];
  try {
    const lets = expressions.lets.map((each) => each.expression);
    const order = definition.order ?? 'rising';
    watched = watchAssets({ kinds, inputs, derived, overrides, order, ...expressions, lets }, world.assets);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    fail(['levels'], error.message);
  }

  return {
    id: definition.id,
    file,
    text,
    version: definition.version,
    domain: world.domain,
    condition: definition.condition ?? 'abnormal',
    name: definition.name,
    kinds,
    where: expressions.where,
    accept: definition.accept ?? ['good', 'uncertain'],
    inputs,
    derived,
    lets: expressions.lets,
    levels: expressions.levels,
    valueName: definition.value,
    primary,
    primaryIndex: inputs.indexOf(primary),
    hasAge: movesWithTime(inputs, derived),
    isWide: inputs.some((input) => input.from !== null) || derived.some(({ of }) => of === 'rule' || of === 'each'),
    unit: unit ?? '',
    noData: definition.noData
      ? { afterMs: msFromDuration(definition.noData.after), level: definition.noData.level }
      : null,
    radiusM: definition.radiusM,
    respondWithinMs: msFromDuration(definition.respondWithin),
    title: bilingualTemplate(definition.title),
    why: bilingualTemplate(definition.why),
    cause: definition.cause,
    consequence: definition.consequence,
    action: definition.action,
    source: inBoth(definition.source),
    watched,
  };
}

const inBoth = (text: string | Bilingual): Bilingual => (typeof text === 'string' ? { zh: text, en: text } : text);

/** Some input changes while nothing comes. */
function movesWithTime(inputs: readonly RuleInput[], derived: readonly DerivedInput[]): boolean {
  const moves = (input: DerivedInput) =>
    input.of === 'forecast' ||
    input.of === 'clock' ||
    (input.of === 'each' && movesWithTime(input.inputs, input.derived));
  return inputs.some((input) => input.aggregate === 'age') || derived.some(moves);
}

function overridesFrom(definition: RuleDefinition, world: RuleWorld, kinds: readonly string[], fail: Fail) {
  const overrides = new Map<string, Readonly<Record<string, number>>>();
  for (const [index, override] of (definition.overrides ?? []).entries()) {
    const asset = world.assets.find((each) => each.id === override.asset);
    const path = ['overrides', index, 'asset'];
    if (!asset) fail(path, `unknown asset ${override.asset}`);
    else if (!kinds.includes(asset.kind))
      fail(path, `asset ${asset.id} is a ${asset.kind}, which the rule does not watch`);
    overrides.set(override.asset, override.attributes);
  }
  return overrides;
}

function compileExpressions(
  source: YamlSource<RuleDefinition>,
  names: readonly string[],
  attributes: readonly string[],
): { where: CelExpression | null; lets: Rule['lets']; levels: readonly RuleLevel[] } {
  const { value: rule } = source;
  const compile = (types: CelTypes, path: Path, text: string, type: 'bool' | 'double') =>
    compileCel(source, types, path, text, type);

  const attributesOnly = createCelTypes([], attributes);
  const where = rule.for.where ? compile(attributesOnly, ['for', 'where'], rule.for.where, 'bool') : null;
  const variables = [...names];
  const lets = Object.entries(rule.let ?? {}).map(([name, text]) => {
    if (variables.includes(name)) throw new RuleError(source.placeOf(['let', name]), `${name} is already an input`);
    const expression = compile(createCelTypes(variables, attributes), ['let', name], text, 'double');
    variables.push(name);
    return { name, expression };
  });

  const types = createCelTypes(variables, attributes);
  const levels = LEVELS.flatMap((level): RuleLevel[] => {
    const definition = rule.levels[level];
    if (!definition) return [];
    const at = (key: string) => ['levels', level, key];
    const { when, clear, threshold } = definition;
    return [
      {
        level,
        when: compile(types, at('when'), when, 'bool'),
        clear: clear === undefined ? null : compile(types, at('clear'), clear, 'bool'),
        threshold: threshold === undefined ? null : compile(attributesOnly, at('threshold'), threshold, 'double'),
        onDelayMs: msFromDuration(definition.onDelay ?? rule.onDelay ?? '0s'),
        offDelayMs: msFromDuration(definition.offDelay ?? rule.offDelay ?? '0s'),
        minOnMs: msFromDuration(definition.minDuration ?? rule.minDuration ?? '0s'),
        title: definition.title ? bilingualTemplate(definition.title) : null,
      },
    ];
  });
  if (levels.length === 0) throw new RuleError(source.placeOf(['levels']), 'a rule needs at least one level');
  return { where, lets, levels };
}

const UNITLESS: readonly Aggregate[] = ['count', 'distinct', 'changes', 'quality', 'anomaly'];

function unitOf(definition: RuleDefinition, primary: RuleInput, world: RuleWorld): string | null {
  if (primary.name !== definition.value) return null;
  if (UNITLESS.includes(primary.aggregate) || primary.from?.combine === 'count' || primary.from?.combine === 'share')
    return '1';
  if (primary.aggregate === 'age') return 's';
  const unit = world.metrics.get(primary.metric)?.unit ?? null;
  return primary.aggregate === 'rate' || primary.aggregate === 'slope' ? `${unit}/min` : unit;
}

function bilingualTemplate(text: { readonly zh: string; readonly en: string }): BilingualTemplate {
  return { zh: compileTemplate(text.zh), en: compileTemplate(text.en) };
}
