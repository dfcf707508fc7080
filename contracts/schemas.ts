/**
 * TypeBox schemas of what stands in the log besides the uplink: levels, quality, alarm and incident states and the
 * alarm record. JSON Schemas for others come from them; a test keeps them equal to the types.
 */
import Type from 'typebox';
import { ALARM_CALLS, ALARM_STATES, ALARM_TRANSITIONS_BY, type AlarmRecord } from './alarm.ts';
import { HOPS, INCIDENT_MOVES, INCIDENT_STATES } from './incident.ts';
import { LEVELS } from './levels.ts';
import { QUALITIES, QUALITY_FLAGS } from './quality.ts';
import { BilingualSchema } from './text.ts';
import { DOWN_CHANNELS, TOPIC_ROOT, UP_CHANNELS } from './topics.ts';

export const oneOf = <T extends string>(values: readonly T[]) =>
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
export const Moment = Type.Number();
export const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** What of an alarm goes on to browsers. */
export const ALARM_VIEW_PARTS = {
  id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  rule: Type.String(),
  ruleVersion: Type.Integer({ minimum: 1 }),
  domain: Type.String(),
  asset: Type.String(),
  state: AlarmStateSchema,
  level: LevelSchema,
  peak: LevelSchema,
  raisedAt: Moment,
  ackedAt: orNull(Moment),
  clearedAt: orNull(Moment),
  shelvedUntil: orNull(Moment),
  by: orNull(Type.String()),
  reason: orNull(Type.String()),
  call: orNull(oneOf(ALARM_CALLS)),
  group: orNull(Type.String()),
  inhibitedBy: orNull(Type.String()),
  isChattering: Type.Boolean(),
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
};

const ALARM_RECORD_PARTS = {
  ...ALARM_VIEW_PARTS,
  k: Type.Literal('alarm'),
  tl: Type.String(),
  n: Type.Integer({ minimum: 1 }),
  at: Moment,
  condition: Type.String(),
  transition: AlarmTransitionSchema,
  trace: orNull(Type.String()),
  observedAt: Type.Number(),
} satisfies Record<keyof AlarmRecord, Type.TSchema>;

export const AlarmRecordSchema = Type.Unsafe<AlarmRecord>(
  Type.Object(ALARM_RECORD_PARTS, { additionalProperties: false }),
);
