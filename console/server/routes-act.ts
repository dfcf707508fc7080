/** What people do over HTTP: state a fact, go on and off duty, let a phone be called. */
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { setDuty } from './accounts.ts';
import type { AuditEntry } from './audit/audit.ts';
import type { Facts } from './facts.ts';
import { errorBody, signedIn } from './http-session.ts';
import { PushSubscriptionSchema, type WebPushNotifier } from './notify/web-push.ts';
import type { Registry } from './registry.ts';

const DutySchema = Type.Object({ onDuty: Type.Boolean() }, { additionalProperties: false });

/** Status of a refused fact. */
export const REFUSED_AS = {
  schema: 400,
  forbidden: 403,
  'unknown-alarm': 404,
  'unknown-task': 404,
  'signed-out': 401,
  unavailable: 503,
  'rule-step': 409,
  'off-duty': 409,
  'not-proven': 409,
} as const;

export interface ActRoutesDeps {
  readonly store: Store;
  readonly facts: Facts;
  readonly registry: Registry;
  readonly push: WebPushNotifier;
  readonly audit: (entry: AuditEntry) => Promise<void>;
}

export function actRoutes(app: FastifyInstance, { store, facts, registry, push, audit }: ActRoutesDeps): void {
  app.post(
    '/api/facts',
    signedIn(async (session, request, reply) => {
      const answer = await facts.submit(session, request.body);
      return reply.code(answer.ok ? 200 : REFUSED_AS[answer.code]).send(answer);
    }),
  );

  app.post(
    '/api/duty',
    signedIn(async (session, request, reply) => {
      if (!Check(DutySchema, request.body)) return reply.code(400).send(errorBody('schema', 'Asked is onDuty.'));
      const { onDuty } = request.body;
      await setDuty(store, session.account, onDuty);
      await audit({ actor: session.account, action: 'duty', subject: session.account, details: { onDuty } });
      await registry.refreshOfficers();
      return { onDuty };
    }),
  );

  app.get(
    '/api/push/key',
    signedIn(async () => ({ key: push.publicKey() })),
  );
  app.post(
    '/api/push/subscribe',
    signedIn(async (session, request, reply) => {
      if (!Check(PushSubscriptionSchema, request.body)) {
        return reply.code(400).send(errorBody('schema', 'Asked is a push subscription.'));
      }
      const { endpoint, keys } = request.body;
      const isTaken = await push.subscribe(session.account, { endpoint, keys });
      return isTaken
        ? { ok: true }
        : reply
            .code(422)
            .send(errorBody('endpoint', 'The push service must lie outside, or be named by the operator.'));
    }),
  );
}
