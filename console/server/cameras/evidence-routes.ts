/**
 * Pictures of cameras for incidents. One is asked for only while the incident is open, with a reason, by those who
 * answer for it; the command is sealed where it is sent, and asking and seeing are rows of the audit trail.
 */
import type { Incident } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { errorBody, signedIn } from '../http-session.ts';
import type { LiveState } from '../live-state.ts';
import type { Registry } from '../registry.ts';
import type { Stills } from './stills.ts';

const AskSchema = Type.Object(
  {
    timeline: Type.String({ minLength: 1, maxLength: 64 }),
    camera: Type.String({ minLength: 1, maxLength: 48 }),
    reason: Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' }),
    /** Wall clock; now when left out. */
    atMs: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

export interface EvidenceRoutesDeps {
  readonly state: LiveState;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly stills: Stills;
}

export function evidenceRoutes(app: FastifyInstance, { state, registry, clock, stills }: EvidenceRoutesDeps): void {
  app.post(
    '/api/incidents/:id/evidence',
    signedIn(async (session, request, reply) => {
      const { body } = request;
      if (!Check(AskSchema, body)) {
        const asked = 'Asked are timeline, camera and a reason of at least 4 letters.';
        return reply.code(400).send(errorBody('schema', asked));
      }
      const { id } = request.params as { id: string };
      const incident = state.timeline(body.timeline)?.incident(id) ?? null;
      if (incident === null) return reply.code(404).send(errorBody('unknown-incident', 'There is no such incident.'));
      const refusal = refusalOf(incident);
      if (refusal !== null) return reply.code(409).send(errorBody('not-open', refusal));
      const camera = registry.devices().find((device) => device.id === body.camera);
      const isThere = camera?.kind === 'camera' && camera.revokedAtMs === null && camera.timeline === body.timeline;
      if (!isThere) return unknown(reply);
      const atMs = body.atMs ?? Math.round(clock.nowMs());
      return { id: await stills.ask(session, camera.id, body.reason, { incident: id, asset: incident.asset, atMs }) };
    }),
  );

  app.get(
    '/api/evidence/:id',
    signedIn(async (session, request, reply) => {
      const found = await stills.read(session, (request.params as { id: string }).id);
      reply.header('cache-control', 'no-store');
      return found ?? reply.code(404).send(errorBody('gone', 'This picture is gone; ask for another.'));
    }),
  );
}

const unknown = (reply: FastifyReply) =>
  reply.code(404).send(errorBody('unknown-camera', 'There is no such camera, or it was revoked.'));

function refusalOf({ id, state, mergedInto }: Incident): string | null {
  if (mergedInto !== null) return `Incident ${id} is part of ${mergedInto} now; ask there.`;
  return state === 'closed' ? `Incident ${id} is closed; no picture leaves a camera for it.` : null;
}
