/** Routes of the loop: procedures and time limits, evidence of officers, the after-action report. */
import type { Domain } from '@chengyun/contracts';
import type { FastifyInstance } from 'fastify';
import { type EvidenceRoutesDeps, evidenceRoutes } from './evidence/evidence-routes.ts';
import { signedIn } from './http-session.ts';
import { procedureRoute } from './procedure-route.ts';
import { type ReportRouteDeps, reportRoute } from './report/report-route.ts';

export interface LoopRoutesDeps extends EvidenceRoutesDeps, ReportRouteDeps {
  readonly domains: readonly Domain[];
}

export function loopRoutes(app: FastifyInstance, deps: LoopRoutesDeps): void {
  procedureRoute(app, deps.domains);
  // How long each hop may take, for the phone, which counts down to what passes its task on.
  app.get(
    '/api/sla',
    signedIn(async () => deps.sla().levels),
  );
  evidenceRoutes(app, deps);
  reportRoute(app, deps);
}
