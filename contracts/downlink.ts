/**
 * What is told to a device, and how it knows that the centre said it. The text is sealed as it stands: the device checks
 * the seal over these very characters and only then reads them, so that nothing has to be written in one canonical way.
 */
import Type, { type Static } from 'typebox';
import { ROLES } from './fact.ts';

const strict = { additionalProperties: false } as const;

export const SealedSchema = Type.Object(
  {
    v: Type.Literal(1),
    /** JSON of a CameraConfig on `config`, of a Command on `commands`. */
    text: Type.String({ minLength: 2, maxLength: 60_000 }),
    /** HMAC-SHA-256 over channel and text in hex; its key is the SHA-256 of the device's secret. */
    seal: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  strict,
);
export type Sealed = Static<typeof SealedSchema>;

/** The broker's wall clock at the moment of saying it; late when it is heard, never early. */
export const TimeMessageSchema = Type.Object({ v: Type.Literal(1), at: Type.Integer({ minimum: 0 }) }, strict);
export type TimeMessage = Static<typeof TimeMessageSchema>;

/** How long a camera may take to answer; a command that arrives later is refused. */
export const COMMAND_MS = 60_000;

const command = {
  v: Type.Literal(1),
  device: Type.String({ maxLength: 48 }),
  id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  /** As the person gave it; it stands in the audit trail, too. */
  reason: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  role: Type.Unsafe<(typeof ROLES)[number]>(Type.Union(ROLES.map((role) => Type.Literal(role)))),
  /** Wall clock, epoch milliseconds. */
  expires_at: Type.Integer({ minimum: 0 }),
};

/** A picture of the view, coarse enough that nobody can be known in it, for drawing zones and masks on. */
export const StillCommandSchema = Type.Object({ ...command, command: Type.Literal('still') }, strict);
export type StillCommand = Static<typeof StillCommandSchema>;

/** A picture from the camera's ring for an open incident: people and vehicles blurred, coarse outside of its zone. */
export const EvidenceCommandSchema = Type.Object(
  {
    ...command,
    command: Type.Literal('evidence'),
    incident: Type.String({ minLength: 1, maxLength: 160 }),
    /** Asset of the incident; its zones are shown finely. */
    asset: Type.String({ minLength: 1, maxLength: 64 }),
    /** When, on the wall clock. */
    at: Type.Integer({ minimum: 0 }),
  },
  strict,
);
export type EvidenceCommand = Static<typeof EvidenceCommandSchema>;

export const CommandSchema = Type.Union([StillCommandSchema, EvidenceCommandSchema]);
export type Command = Static<typeof CommandSchema>;
