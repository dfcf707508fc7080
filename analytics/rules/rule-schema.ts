/**
 * What a rule file may say. `rule.schema.json` beside this file is generated from it (`write-schema.ts`), so that an
 * editor can complete and check while a rule is written. A rule that asks nobody to do anything is not an alarm: cause,
 * consequence, action, time to respond and the source of its thresholds are required.
 */
import { BilingualSchema, LEVELS, type Level, QUALITIES } from '@chengyun/contracts';
import Type, { type Static } from 'typebox';
import { DURATION_PATTERN } from './duration.ts';

const strict = { additionalProperties: false } as const;
const NAME = '^[a-z][A-Za-z0-9]{0,31}$';

export const AGGREGATES = ['last', 'avg', 'min', 'max', 'sum', 'count', 'rate', 'slope', 'percentile', 'age'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { description },
  );
const duration = (description: string) => Type.String({ pattern: DURATION_PATTERN, description });
const cel = (description: string) => Type.String({ minLength: 1, maxLength: 500, description: `CEL: ${description}` });

export const InputSchema = Type.Object(
  {
    metric: Type.String({ description: 'a metric of some domain' }),
    aggregate: oneOf(
      AGGREGATES,
      'last: newest value. rate: change per minute from the first to the last sample of the window. slope: least ' +
        'squares, per minute. age: seconds since the newest sample. The others speak ' +
        'for themselves.',
    ),
    window: Type.Optional(duration('looks back this far; required unless the aggregate is last or age')),
    delay: Type.Optional(
      duration('see the series as it was this long ago, for instance 24h50m for the tide of yesterday'),
    ),
    despike: Type.Optional(
      Type.Boolean({ description: 'take the median of each three readings in place of the reading' }),
    ),
    percentile: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    minSamples: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'fewer in the window count as no value' }),
    ),
    maxAge: Type.Optional(duration('a newest sample older than this counts as no value')),
    default: Type.Optional(Type.Number({ description: 'stands in while there is no value' })),
    from: Type.Optional(
      Type.Object(
        {
          kind: Type.String({ description: 'kind of the neighbouring assets' }),
          withinM: Type.Number({ exclusiveMinimum: 0, maximum: 50_000 }),
          combine: oneOf(['max', 'min', 'avg', 'nearest'], 'of the neighbours that have a value'),
        },
        { ...strict, description: 'read it from neighbours in place of the asset itself' },
      ),
    ),
  },
  strict,
);
export type InputDefinition = Static<typeof InputSchema>;

export const LevelSchema = Type.Object(
  {
    when: cel('bool; the level holds'),
    clear: Type.Optional(cel('bool; the level no longer holds; when left out: not `when`')),
    threshold: Type.Optional(cel('double from numbers and asset attributes; shown, and must order the levels')),
    onDelay: Type.Optional(duration('`when` must hold this long')),
    offDelay: Type.Optional(duration('`clear` must hold this long')),
    title: Type.Optional(BilingualSchema),
  },
  strict,
);
export type LevelDefinition = Static<typeof LevelSchema>;

const levelsOf = Object.fromEntries(LEVELS.map((level) => [level, Type.Optional(LevelSchema)])) as Record<
  Level,
  ReturnType<typeof Type.Optional<typeof LevelSchema>>
>;

export const RuleSchema = Type.Object(
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
    inputs: Type.Record(Type.String({ pattern: NAME }), InputSchema),
    let: Type.Optional(Type.Record(Type.String({ pattern: NAME }), cel('double'))),
    condition: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$', description: 'default: abnormal' })),
    value: Type.String({ pattern: NAME, description: 'the input or let that is compared with the thresholds' }),
    unit: Type.Optional(Type.String({ description: 'UCUM; default: the unit of the metric of `value`' })),
    order: Type.Optional(oneOf(['rising', 'falling'], 'thresholds from blue to red; default rising')),
    levels: Type.Object(levelsOf, strict),
    onDelay: Type.Optional(duration('default of the levels')),
    offDelay: Type.Optional(duration('default of the levels')),
    noData: Type.Optional(
      Type.Object(
        { after: duration('silence of the input behind `value`, once it has reported'), level: oneOf(LEVELS, 'level') },
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
    source: Type.String({ minLength: 3, description: 'where the thresholds come from' }),
  },
  { ...strict, $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Chengyun rule' },
);
export type RuleDefinition = Static<typeof RuleSchema>;
