/**
 * What a camera answers to a command, on `evidence`. It never enters the log and lies on no disk: ingest keeps it in
 * memory until the console has fetched it, and the console for ten minutes at most.
 */
import Type, { type Static } from 'typebox';
import { CameraLineSchema, CameraMaskSchema, CameraZoneSchema } from './camera-config.ts';
import { LINES_MAX, MASKS_MAX, ZONES_MAX } from './camera-limits.ts';
import { GroundSchema } from './ground.ts';

const strict = { additionalProperties: false } as const;

/** A still has at most this many pixels a side. What it does not hold nobody can bring back. */
export const STILL_SIDE_PX_MAX = 64;
/** From being taken to being gone. */
export const STILL_KEEP_MS = 600_000;

const moment = Type.Integer({ minimum: 0 });
const side = Type.Integer({ minimum: 1, maximum: STILL_SIDE_PX_MAX });

export const StillSchema = Type.Object(
  {
    /** JPEG in base64, one pixel a block of the picture. */
    jpeg: Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', maxLength: 32_768 }),
    width: side,
    height: side,
    /** The camera's wall clock. */
    taken_at: moment,
    expires_at: moment,
  },
  strict,
);
export type Still = Static<typeof StillSchema>;

/** A picture for an incident has at most this many pixels a side. */
export const EVIDENCE_SIDE_PX_MAX = 320;
const evidenceSide = Type.Integer({ minimum: 1, maximum: EVIDENCE_SIDE_PX_MAX });

export const EvidencePictureSchema = Type.Object(
  {
    /** JPEG in base64. */
    jpeg: Type.String({ pattern: '^[A-Za-z0-9+/]+={0,2}$', maxLength: 60_000 }),
    width: evidenceSide,
    height: evidenceSide,
    taken_at: moment,
    expires_at: moment,
    incident: Type.String({ minLength: 1, maxLength: 160 }),
    /** What was done to it; there is no other kind. */
    blurred: Type.Literal('people-and-vehicles'),
  },
  strict,
);
export type EvidencePicture = Static<typeof EvidencePictureSchema>;

/** What the camera measures and hides now; version 0 is that of its own configuration file. */
export const InForceSchema = Type.Object(
  {
    version: Type.Integer({ minimum: 0 }),
    zones: Type.Array(CameraZoneSchema, { maxItems: ZONES_MAX }),
    masks: Type.Array(CameraMaskSchema, { maxItems: MASKS_MAX }),
    lines: Type.Optional(Type.Array(CameraLineSchema, { maxItems: LINES_MAX })),
    ground: Type.Optional(GroundSchema),
  },
  strict,
);
export type InForce = Static<typeof InForceSchema>;

const envelope = {
  v: Type.Literal(1),
  device: Type.String({ maxLength: 48 }),
  sent_at: moment,
  /** Id of the command that this answers. */
  command: Type.String({ pattern: '^[0-9a-f]{32}$' }),
};
/** `in_force` is left out by a camera whose own file holds what cannot be said here. */
export const StillAnswerSchema = Type.Object(
  { ...envelope, still: StillSchema, in_force: Type.Optional(InForceSchema) },
  strict,
);
export const PictureAnswerSchema = Type.Object({ ...envelope, evidence: EvidencePictureSchema }, strict);
export type PictureAnswer = Static<typeof PictureAnswerSchema>;
export const RefusalAnswerSchema = Type.Object(
  { ...envelope, refused: Type.String({ minLength: 1, maxLength: 200 }) },
  strict,
);
export type StillAnswer = Static<typeof StillAnswerSchema>;
export type RefusalAnswer = Static<typeof RefusalAnswerSchema>;
export const EvidenceMessageSchema = Type.Union([StillAnswerSchema, PictureAnswerSchema, RefusalAnswerSchema]);
export type EvidenceMessage = Static<typeof EvidenceMessageSchema>;
