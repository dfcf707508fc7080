/** Routes of the loop: the phone's first view, procedures and time limits, evidence of officers, the after-action report. */
import type { Domain, Snapshot, Subscribe } from '@chengyun/contracts';
import type { FastifyInstance } from 'fastify';
import { type EvidenceRoutesDeps, evidenceRoutes } from './evidence/evidence-routes.ts';
import { errorBody, signedIn } from './http-session.ts';
import { procedureRoute } from './procedure-route.ts';
import { type ReportRouteDeps, reportRoute } from './report/report-route.ts';
import type { Session } from './sessions.ts';

export interface LoopRoutesDeps extends EvidenceRoutesDeps, ReportRouteDeps {
  readonly domains: readonly Domain[];
  /** What a view shows first; null while there is nothing to show. */
  readonly look: (session: Session, wanted: Subscribe) => Snapshot | null;
}

export function loopRoutes(app: FastifyInstance, deps: LoopRoutesDeps): void {
  // What the live connection says first, for a phone that has not even the script of one yet.
  app.get(
    '/api/field',
    signedIn(async (session, request, reply) => {
      const { timeline } = request.query as { timeline?: unknown };
      const first = deps.look(session, { view: 'field', ...(typeof timeline === 'string' ? { timeline } : {}) });
      return first ?? reply.code(503).send(errorBody('unavailable', 'There is nothing to show yet.'));
    }),
  );
  procedureRoute(app, deps.domains);
  // How long each hop may take, for the phone, which counts down to what passes its task on.
  app.get(
    '/api/sla',
    signedIn(async () => deps.sla().levels),
  );
  evidenceRoutes(app, deps);
  reportRoute(app, deps);
}
