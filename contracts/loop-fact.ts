/**
 * Bodies of the facts of the loop beyond acknowledging and dispatching: what people state about an incident and its
 * tasks, and what the console itself states (`system`): what was shown, who was late, who could not be reached.
 */
import Type from 'typebox';
import { INCIDENT_ROLES } from './incident.ts';
import { REPORT_KINDS } from './reported-hazard.ts';
import { HopSchema, LevelSchema, oneOf } from './schemas.ts';

const strict = { additionalProperties: false } as const;
const id = Type.String({ minLength: 1, maxLength: 64 });
const written = Type.String({ minLength: 1, maxLength: 1000 });
const stamp = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);
const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** Alarms merged at once, and officers of one incident. */
export const MERGE_MAX = 50;
/** A picture after blurring and scaling, or a minute of speech. */
export const EVIDENCE_BYTES_MAX = 1_500_000;

/** Stated by people. */
export const LOOP_FACTS = [
  Type.Object(
    {
      kind: Type.Literal('open'),
      /** Id of the alarm that the engine raises in answer. */
      alarm: Type.String({ pattern: '^[0-9a-f]{16}$' }),
      hazard: oneOf(REPORT_KINDS),
      level: LevelSchema,
      domain: id,
      /** Known place that it is nearest to; the hazard itself is at these degrees. */
      asset: id,
      lonDeg: Type.Number({ minimum: -180, maximum: 180 }),
      latDeg: Type.Number({ minimum: -90, maximum: 90 }),
      /** When it was reported, wall ms. */
      reportedAt: Type.Integer({ minimum: 0 }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('reassign'), task: id, officer: id }, strict),
  Type.Object({ kind: Type.Literal('recall'), task: id }, strict),
  Type.Object(
    { kind: Type.Literal('merge'), alarm: id, others: Type.Array(id, { minItems: 1, maxItems: MERGE_MAX }) },
    strict,
  ),
  Type.Object({ kind: Type.Literal('split'), alarm: id }, strict),
  Type.Object({ kind: Type.Literal('step'), alarm: id, step: id, done: Type.Boolean() }, strict),
  Type.Object({ kind: Type.Literal('objective'), alarm: id, text: written }, strict),
  Type.Object({ kind: Type.Literal('decision'), alarm: id, text: written }, strict),
  Type.Object(
    {
      kind: Type.Literal('role'),
      alarm: id,
      role: oneOf(INCIDENT_ROLES),
      /** Who takes it; null lays it down. */
      account: Type.Union([id, Type.Null()]),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('link'), alarm: id, asset: id }, strict),
  Type.Object({ kind: Type.Literal('unlink'), alarm: id, asset: id }, strict),
  Type.Object(
    { kind: Type.Literal('close'), alarm: id, reason: Type.String({ minLength: 1, maxLength: 500 }) },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('evidence'),
      task: id,
      media: Type.Union([Type.Literal('photo'), Type.Literal('voice')]),
      blob: sha256,
      bytes: Type.Integer({ minimum: 1, maximum: EVIDENCE_BYTES_MAX }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('check-in'), task: id }, strict),
] as const;

/** Stated by the console. */
export const SYSTEM_FACTS = [
  Type.Object(
    {
      kind: Type.Literal('shown'),
      alarm: id,
      /** Stamps that only a console which was there could take, so that a later one knows them too; wall ms. */
      hops: Type.Object({ observed: stamp, sent: stamp, committed: stamp, fired: stamp }, strict),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('escalate'),
      alarm: id,
      hop: HopSchema,
      step: Type.Integer({ minimum: 1, maximum: 100 }),
      to: id,
      task: Type.Union([id, Type.Null()]),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('unreachable'), task: id }, strict),
  Type.Object({ kind: Type.Literal('check-in-missed'), task: id }, strict),
] as const;

/** Actor and role of what the console states itself. */
export const SYSTEM = 'system';
