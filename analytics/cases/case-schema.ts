/** What a case file may say: what goes in, and which alarms must be out at which times. */
import { ALARM_STATES, LEVELS } from '@chengyun/contracts';
import Type, { type Static } from 'typebox';
import { DURATION_PATTERN } from '../rules/duration.ts';

const strict = { additionalProperties: false } as const;
const duration = Type.String({ pattern: DURATION_PATTERN });
const oneOf = <T extends string>(values: readonly T[]) => Type.Union(values.map((value) => Type.Literal(value)));

export const ExpectedAlarmSchema = Type.Object(
  {
    rule: Type.String(),
    asset: Type.String(),
    level: oneOf(LEVELS),
    state: Type.Optional(oneOf(ALARM_STATES)),
    condition: Type.Optional(Type.String()),
    /** Exact English title. */
    title: Type.Optional(Type.String()),
  },
  strict,
);
export type ExpectedAlarm = Static<typeof ExpectedAlarmSchema>;

export const CaseFileSchema = Type.Object(
  {
    cases: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          rules: Type.Optional(Type.Array(Type.String(), { description: 'only these; default: all of the domain' })),
          interval: duration,
          series: Type.Record(Type.String({ pattern: '^[^|]+[|][^|]+$' }), Type.String()),
          forecasts: Type.Optional(
            Type.Array(
              Type.Object(
                {
                  at: duration,
                  of: Type.String({ pattern: '^[^|]+[|][^|]+$', description: 'asset|metric' }),
                  step: duration,
                  p10: Type.String({ description: 'series notation, one value a step after `at`' }),
                  p50: Type.String(),
                  p90: Type.String(),
                  skilled: Type.Optional(Type.Boolean({ description: 'default: true' })),
                },
                strict,
              ),
              { description: 'forecasts that reach the rules at that time' },
            ),
          ),
          people: Type.Optional(
            Type.Array(
              Type.Object(
                {
                  at: duration,
                  does: oneOf(['ack', 'shelve', 'unshelve']),
                  rule: Type.String(),
                  asset: Type.String(),
                  minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 480 })),
                },
                strict,
              ),
            ),
          ),
          expect: Type.Array(Type.Object({ at: duration, alarms: Type.Array(ExpectedAlarmSchema) }, strict), {
            minItems: 1,
            description: 'exactly these alarms are out of normal at that time',
          }),
        },
        strict,
      ),
      { minItems: 1 },
    ),
  },
  strict,
);
export type RuleCase = Static<typeof CaseFileSchema>['cases'][number];
