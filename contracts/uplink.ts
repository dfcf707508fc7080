/**
 * What a device may say. One JSON message, at most 64 KiB, on `observations` or `events`; unknown fields are refused,
 * so that identity cannot be smuggled in: there is no field for a face, a plate, a name, an embedding or a track.
 */
import Type, { type Static } from 'typebox';
import { QUALITIES, QUALITY_FLAGS } from './quality.ts';

const strict = { additionalProperties: false } as const;
const literals = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(values.map((value) => Type.Literal(value))));

export const QualitySchema = Type.Object(
  {
    verdict: literals(QUALITIES),
    flags: Type.Optional(Type.Array(literals(QUALITY_FLAGS), { maxItems: QUALITY_FLAGS.length })),
  },
  strict,
);

/** One reading. `asset` may be left out when the device serves one asset. `at` is epoch milliseconds of the timeline. */
export const ObservationSchema = Type.Object(
  {
    metric: Type.String({ maxLength: 64 }),
    asset: Type.Optional(Type.String({ maxLength: 64 })),
    at: Type.Integer({ minimum: 0 }),
    value: Type.Number(),
    unit: Type.Optional(Type.String({ maxLength: 16 })),
    quality: Type.Optional(QualitySchema),
    /** How sure whoever judged it is, 0 to 1; left out by what measures instead of judging. */
    confidence: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  strict,
);
export type Observation = Static<typeof ObservationSchema>;

/** Camera health has five separate states (and `ok`). */
export const CAMERA_HEALTH = ['ok', 'offline', 'frozen', 'dark', 'moved', 'blurred'] as const;

const at = Type.Integer({ minimum: 0 });
const asset = Type.Optional(Type.String({ maxLength: 64 }));

export const EventSchema = Type.Union([
  /** The conductor of a replay says that all data up to `at` has been sent. */
  Type.Object({ event: Type.Literal('clock'), at }, strict),
  Type.Object({ event: Type.Literal('camera.health'), at, asset, state: literals(CAMERA_HEALTH) }, strict),
  Type.Object(
    { event: Type.Literal('pump.state'), at, asset, running: Type.Boolean(), tripped: Type.Boolean() },
    strict,
  ),
  Type.Object({ event: Type.Literal('agent.restarted'), at, reason: Type.String({ maxLength: 120 }) }, strict),
  /** What was sent down on `config` is in force from now on. */
  Type.Object({ event: Type.Literal('config.applied'), at, asset, version: Type.Integer({ minimum: 1 }) }, strict),
  /** It is not, and what was in force before still is. Version 0: not even that could be read. */
  Type.Object(
    {
      event: Type.Literal('config.refused'),
      at,
      asset,
      version: Type.Integer({ minimum: 0 }),
      reason: Type.String({ minLength: 1, maxLength: 300 }),
    },
    strict,
  ),
]);
export type DeviceEvent = Static<typeof EventSchema>;

const envelope = {
  v: Type.Literal(1),
  device: Type.String({ maxLength: 48 }),
  /** Boot counter of the outbox plus 64 random bits: `<counter>-<16 hex digits>`; never a clock. */
  epoch: Type.String({ pattern: '^[0-9]{1,10}-[0-9a-f]{16}$' }),
  /** Strictly increasing within an epoch, from 1. */
  seq: Type.Integer({ minimum: 1 }),
  /** The device's own wall clock when it sent, epoch milliseconds; for transport latency and clock skew only. */
  sent_at: Type.Integer({ minimum: 0 }),
  /** W3C trace context `traceparent`. */
  trace: Type.Optional(Type.String({ maxLength: 64 })),
};

export const ObservationsMessageSchema = Type.Object(
  { ...envelope, items: Type.Array(ObservationSchema, { minItems: 1, maxItems: 500 }) },
  strict,
);
export type ObservationsMessage = Static<typeof ObservationsMessageSchema>;

export const EventsMessageSchema = Type.Object(
  { ...envelope, items: Type.Array(EventSchema, { minItems: 1, maxItems: 100 }) },
  strict,
);
export type EventsMessage = Static<typeof EventsMessageSchema>;

/** Retained on `status`; the last will carries `online: false`. Liveness comes from message age, not from the will. */
export const StatusMessageSchema = Type.Object(
  {
    v: Type.Literal(1),
    device: Type.String({ maxLength: 48 }),
    online: Type.Boolean(),
    sent_at: Type.Integer({ minimum: 0 }),
    agent: Type.Optional(Type.String({ maxLength: 40 })),
  },
  strict,
);
export type StatusMessage = Static<typeof StatusMessageSchema>;
