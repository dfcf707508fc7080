/** GET /api/handover: the report of the shift that ends now. */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import { makeHandover } from './handover.ts';
import { errorBody, signedIn } from './http-session.ts';
import type { LiveState } from './live-state.ts';

export interface HandoverRouteDeps {
  readonly store: Store;
  readonly state: LiveState;
  readonly clock: Clock;
  readonly defaultTimeline: () => string;
}

const HOURS_DEFAULT = 8;
const HOURS_MAX = 72;

export function handoverRoute(app: FastifyInstance, { store, state, clock, defaultTimeline }: HandoverRouteDeps): void {
  app.get(
    '/api/handover',
    signedIn(async (_session, request, reply) => {
      const query = request.query as { timeline?: string; hours?: string };
      const hours = Number(query.hours ?? HOURS_DEFAULT);
      if (!Number.isFinite(hours) || hours <= 0 || hours > HOURS_MAX) {
        return reply.code(400).send(errorBody('schema', `The hours of a shift are above 0 and at most ${HOURS_MAX}.`));
      }
      const id = query.timeline ?? defaultTimeline();
      const timeline = state.timeline(id);
      if (!timeline) return reply.code(404).send(errorBody('unknown-timeline', `There is no timeline ${id}.`));
      return makeHandover(store, timeline, hours, clock.nowMs());
    }),
  );
}
