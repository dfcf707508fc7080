/**
 * TypeBox schemas of what stands in the log besides the uplink: levels, quality, alarm and incident states and the
 * alarm record. JSON Schemas for others come from them; a test keeps them equal to the types.
 */
import Type from 'typebox';
import { ALARM_STATES, ALARM_TRANSITIONS_BY, type AlarmRecord } from './alarm.ts';
import { HOPS, INCIDENT_MOVES, INCIDENT_STATES } from './incident.ts';
import { LEVELS } from './levels.ts';
import { QUALITIES, QUALITY_FLAGS } from './quality.ts';
import { BilingualSchema } from './text.ts';
import { DOWN_CHANNELS, TOPIC_ROOT, UP_CHANNELS } from './topics.ts';

const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(values.map((value) => Type.Literal(value))));

export const LevelSchema = oneOf(LEVELS);
export const QualityVerdictSchema = oneOf(QUALITIES);
export const QualityFlagSchema = oneOf(QUALITY_FLAGS);
export const AlarmStateSchema = oneOf(ALARM_STATES);
export const AlarmTransitionSchema = oneOf(ALARM_TRANSITIONS_BY);
export const IncidentStateSchema = oneOf(INCIDENT_STATES);
export const IncidentMoveSchema = oneOf(INCIDENT_MOVES);
export const HopSchema = oneOf(HOPS);

/** Every topic of the installation, for devices and for whoever documents them. */
export const TopicSchema = Type.String({
  pattern: `^${TOPIC_ROOT}/[a-z0-9][a-z0-9-]{1,47}/(${[...UP_CHANNELS, ...DOWN_CHANNELS].join('|')})$`,
});

/** Timeline milliseconds since 1970. */
const Moment = Type.Number();
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const AlarmRecordSchema = Type.Unsafe<AlarmRecord>(
  Type.Object(
    {
      k: Type.Literal('alarm'),
      tl: Type.String(),
      n: Type.Integer({ minimum: 1 }),
      at: Moment,
      id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
      rule: Type.String(),
      ruleVersion: Type.Integer({ minimum: 1 }),
      condition: Type.String(),
      domain: Type.String(),
      asset: Type.String(),
      transition: AlarmTransitionSchema,
      state: AlarmStateSchema,
      level: LevelSchema,
      peak: LevelSchema,
      raisedAt: Moment,
      ackedAt: orNull(Moment),
      clearedAt: orNull(Moment),
      shelvedUntil: orNull(Moment),
      by: orNull(Type.String()),
      title: BilingualSchema,
      why: BilingualSchema,
      action: BilingualSchema,
      metric: Type.String(),
      value: orNull(Type.Number()),
      threshold: orNull(Type.Number()),
      unit: Type.String(),
      inputs: Type.Record(Type.String(), Type.Number()),
      lonDeg: Type.Number(),
      latDeg: Type.Number(),
      radiusM: Type.Number({ minimum: 0 }),
      trace: orNull(Type.String()),
      observedAt: Type.Number(),
    },
    { additionalProperties: false },
  ),
);
