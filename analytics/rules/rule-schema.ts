/**
 * What a rule file may say. `rule.schema.json` beside this file is generated from it (`write-schema.ts`), so that an
 * editor can complete and check while a rule is written. A rule that asks nobody to do anything is not an alarm: cause,
 * consequence, action, time to respond and the source of its thresholds are required.
 */
import { BilingualSchema, LEVELS, type Level, QUALITIES } from '@chengyun/contracts';
import Type, { type Static, type TSchema } from 'typebox';
import { DURATION_PATTERN } from './duration.ts';

const strict = { additionalProperties: false } as const;
const NAME = '^[a-z][A-Za-z0-9]{0,31}$';

export const AGGREGATES = [
  'last',
  'avg',
  'min',
  'max',
  'sum',
  'count',
  'rate',
  'slope',
  'percentile',
  'distinct',
  'stddev',
  'changes',
  'increase',
  'delta',
  'predict',
  'age',
  'quality',
  'anomaly',
] as const;
export type Aggregate = (typeof AGGREGATES)[number];

const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { description },
  );
const duration = (description: string) => Type.String({ pattern: DURATION_PATTERN, description });
const cel = (description: string) => Type.String({ minLength: 1, maxLength: 500, description: `CEL: ${description}` });

const hops = (description: string) => Type.Optional(Type.Integer({ minimum: 1, maximum: 20, description }));

export const FromSchema = Type.Object(
  {
    kind: Type.String({ description: 'kind of the other assets' }),
    withinM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 50_000, description: 'nearer than this' })),
    sameDistrict: Type.Optional(Type.Literal(true, { description: 'in the same district' })),
    upstream: hops('so many links against drains-to and feeds'),
    downstream: hops('so many links along drains-to and feeds'),
    combine: oneOf(
      ['max', 'min', 'avg', 'nearest', 'sum', 'count', 'share', 'histogram'],
      'of those that have a value; count and share: of those at or over `over`, or at or under `under`; histogram: the ' +
        "`quantile` of counts up to the bound in each asset's attribute `bound` (none: the open bucket); only in `each`",
    ),
    over: Type.Optional(Type.Number()),
    under: Type.Optional(Type.Number()),
    quantile: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    bound: Type.Optional(Type.String({ description: 'attribute of the other assets' })),
  },
  { ...strict, description: 'read it from other assets in place of the asset itself; exactly one relation' },
);
export type FromDefinition = Static<typeof FromSchema>;

export const RuleStateSchema = Type.Object(
  {
    rule: Type.String({ description: 'id of another rule' }),
    gives: oneOf(
      ['active', 'level', 'heldMin'],
      'active: 1 or 0. level: 0 none to 4 red. heldMin: minutes since raised',
    ),
    from: Type.Optional(FromSchema),
  },
  strict,
);

export const SequenceSchema = Type.Object(
  {
    sequence: Type.Object(
      {
        first: cel('bool over the inputs before this one'),
        // biome-ignore lint/suspicious/noThenProperty: the word of the rule language; never awaited.
        then: Type.Optional(cel('bool; 1 for `within` after it came in time')),
        without: Type.Optional(cel('bool; 1 from `within` after `first` until it comes')),
        within: duration('longest time between the two'),
      },
      strict,
    ),
  },
  strict,
);

export const ScheduleInputSchema = Type.Object(
  { schedule: Type.String({ description: 'id from a schedules.yaml: 1 while it holds, else 0' }) },
  strict,
);

export const ClockInputSchema = Type.Object(
  { clock: Type.Literal('epochS', { description: 'seconds of the timeline since 1970-01-01T00:00:00Z' }) },
  strict,
);

export const ForecastInputSchema = Type.Object(
  {
    forecast: Type.String({ description: 'a metric that is forecast' }),
    at: Type.Optional(duration('value so far ahead')),
    until: Type.Optional(cel('double from asset attributes: minutes until the forecast is there, 9999 for never')),
    falling: Type.Optional(Type.Literal(true, { description: 'until it is at or below, in place of at or above' })),
    band: oneOf(['p10', 'p50', 'p90'], 'quantile of the forecast'),
    default: Type.Optional(Type.Number({ description: 'stands in while there is no forecast' })),
  },
  strict,
);

export const InputSchema = Type.Object(
  {
    metric: Type.String({ description: 'a metric of some domain' }),
    aggregate: oneOf(
      AGGREGATES,
      'last: newest value. rate: change per minute from the first to the last sample of the window. slope: least ' +
        'squares, per minute. distinct: different values. stddev: of the population. changes: how often the value ' +
        'changed. increase: of a counter, resets allowed for. age: seconds since the newest sample. quality: 0 good, ' +
        '1 uncertain, 2 bad, of the newest sample. delta: last minus first of the window. predict: where the line of ' +
        'least squares is at `ahead` from now. anomaly: 0 usual to 1 never seen, of the newest sample. The others ' +
        'speak for themselves.',
    ),
    window: Type.Optional(
      duration('looks back this far; required unless the aggregate is last, age, quality or anomaly'),
    ),
    delay: Type.Optional(
      duration('see the series as it was this long ago, for instance 24h50m for the tide of yesterday'),
    ),
    despike: Type.Optional(
      Type.Boolean({ description: 'take the median of each three readings in place of the reading' }),
    ),
    extrapolate: Type.Optional(
      Type.Boolean({ description: 'of increase and delta: extended to the edges of the window, as Prometheus does' }),
    ),
    endsOnBad: Type.Optional(
      Type.Boolean({ description: 'of last: a reading of bad quality ends the value until the next good one' }),
    ),
    ahead: Type.Optional(duration('of predict: so far from now')),
    with: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        maxItems: 4,
        description: 'of anomaly: other metrics of the same asset; unusual is then what no longer goes with them',
      }),
    ),
    percentile: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    minSamples: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'fewer in the window count as no value' }),
    ),
    maxAge: Type.Optional(duration('a newest sample older than this counts as no value')),
    default: Type.Optional(Type.Number({ description: 'stands in while there is no value' })),
    from: Type.Optional(FromSchema),
  },
  strict,
);
export type InputDefinition = Static<typeof InputSchema>;

/** Its parts are checked one by one when they are compiled: they may be `each` again. */
export const EachInputSchema = Type.Object(
  {
    each: Type.Record(Type.String({ pattern: NAME }), Type.Unknown(), {
      description: 'inputs of each other asset: metrics, the clock, or `each` again',
    }),
    where: Type.Optional(cel('bool over them and its attributes; the others are left out')),
    give: cel('double over them and its attributes'),
    from: FromSchema,
    default: Type.Optional(Type.Number({ description: 'stands in while none gives a value' })),
  },
  { ...strict, description: 'a number made of several inputs of each other asset, then combined' },
);
export type EachDefinition = Static<typeof EachInputSchema>;

export const AnyInputSchema = Type.Union([
  EachInputSchema,
  ClockInputSchema,
  InputSchema,
  RuleStateSchema,
  SequenceSchema,
  ScheduleInputSchema,
  ForecastInputSchema,
]);
export type AnyInputDefinition = Static<typeof AnyInputSchema>;

export const LevelSchema = Type.Object(
  {
    when: cel('bool; the level holds'),
    clear: Type.Optional(cel('bool; the level no longer holds; when left out: not `when`')),
    threshold: Type.Optional(cel('double from numbers and asset attributes; shown, and must order the levels')),
    onDelay: Type.Optional(duration('`when` must hold this long')),
    offDelay: Type.Optional(duration('`clear` must hold this long')),
    minDuration: Type.Optional(duration('once on, stays on at least this long')),
    title: Type.Optional(BilingualSchema),
  },
  strict,
);
export type LevelDefinition = Static<typeof LevelSchema>;

const levelsOf = Object.fromEntries(LEVELS.map((level) => [level, Type.Optional(LevelSchema)])) as Record<
  Level,
  ReturnType<typeof Type.Optional<typeof LevelSchema>>
>;

const ruleSchema = <Input extends TSchema>(input: Input) =>
  Type.Object(
    {
      id: Type.String({ pattern: '^[a-z][a-z0-9-]*[.][a-z][a-z0-9-]*$', description: '<domain>.<rule>' }),
      version: Type.Integer({ minimum: 1 }),
      name: BilingualSchema,
      for: Type.Object(
        {
          kind: Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1, maxItems: 10 })]),
          where: Type.Optional(cel('bool over asset attributes; has(asset.x) asks whether one is there')),
        },
        strict,
      ),
      accept: Type.Optional(
        Type.Array(oneOf(QUALITIES, 'quality verdict'), { minItems: 1, description: 'default: good and uncertain' }),
      ),
      inputs: Type.Record(Type.String({ pattern: NAME }), input),
      let: Type.Optional(Type.Record(Type.String({ pattern: NAME }), cel('double'))),
      condition: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$', description: 'default: abnormal' })),
      value: Type.String({ pattern: NAME, description: 'the input or let that is compared with the thresholds' }),
      unit: Type.Optional(Type.String({ description: 'UCUM; default: the unit of the metric of `value`' })),
      order: Type.Optional(oneOf(['rising', 'falling'], 'thresholds from blue to red; default rising')),
      levels: Type.Object(levelsOf, strict),
      onDelay: Type.Optional(duration('default of the levels')),
      offDelay: Type.Optional(duration('default of the levels')),
      minDuration: Type.Optional(duration('default of the levels')),
      noData: Type.Optional(
        Type.Object(
          {
            after: duration('silence of the input behind `value`, once it has reported'),
            level: oneOf(LEVELS, 'level'),
          },
          strict,
        ),
      ),
      overrides: Type.Optional(
        Type.Array(
          Type.Object(
            {
              asset: Type.String(),
              attributes: Type.Record(Type.String(), Type.Number()),
              why: Type.String({ minLength: 3 }),
            },
            strict,
          ),
          { maxItems: 200 },
        ),
      ),
      radiusM: Type.Number({ minimum: 0, maximum: 20_000, description: 'real reach of the hazard' }),
      respondWithin: duration('time to respond'),
      title: BilingualSchema,
      why: BilingualSchema,
      cause: BilingualSchema,
      consequence: BilingualSchema,
      action: BilingualSchema,
      source: Type.Union([BilingualSchema, Type.String({ minLength: 3 })], {
        description: 'where the thresholds come from; one text is shown in both languages',
      }),
    },
    { ...strict, $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Chengyun rule' },
  );

/** The whole of it, as published for editors. */
export const RuleSchema = ruleSchema(AnyInputSchema);
/** Inputs are left to `inputSchemaFor`, whose complaint names the key and not "one of five forms". */
export const RuleFrameSchema = ruleSchema(Type.Unknown());

/** The form that an input has by the key that only this form knows. */
export function inputSchemaFor(input: unknown): TSchema {
  const keys = Object.keys(Object(input));
  if (keys.includes('each')) return EachInputSchema;
  if (keys.includes('clock')) return ClockInputSchema;
  if (keys.includes('rule')) return RuleStateSchema;
  if (keys.includes('sequence')) return SequenceSchema;
  if (keys.includes('schedule')) return ScheduleInputSchema;
  if (keys.includes('forecast')) return ForecastInputSchema;
  return InputSchema;
}

export type RuleDefinition = Static<typeof RuleSchema>;
