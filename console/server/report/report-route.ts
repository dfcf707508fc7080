/** GET /api/report?subject=<incident|day>&timeline=: the after-action report, made anew from the log at each question. */
import type { Asset, Domain, Timeline } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import { errorBody, signedIn } from '../http-session.ts';
import type { SlaConfig } from '../sla/sla-config.ts';
import { isReportSubject, makeAfterAction, type Unit } from './after-action.ts';

export interface ReportRouteDeps {
  readonly store: Store;
  readonly timeline: (id: string) => Timeline | null;
  readonly defaultTimeline: () => string;
  readonly assets: () => readonly Asset[];
  readonly domains: readonly Domain[];
  readonly sla: () => SlaConfig;
  /** The base map, of which the streets and towns are wanted. */
  readonly basemap: () => Promise<unknown>;
}

export function reportRoute(app: FastifyInstance, deps: ReportRouteDeps): void {
  app.get(
    '/api/report',
    signedIn(async (_session, request, reply) => {
      const { subject = '', timeline: id = deps.defaultTimeline() } = request.query as Record<string, string>;
      const timeline = deps.timeline(id);
      if (!timeline) return reply.code(404).send(errorBody('unknown-timeline', `There is no timeline ${id}.`));
      if (!isReportSubject(subject)) {
        return reply
          .code(400)
          .send(errorBody('schema', 'Asked is the id of an incident, or a day such as 2026-09-11.'));
      }
      const { units = [] } = (await deps.basemap()) as { units?: readonly Unit[] };
      const about = { store: deps.store, assets: deps.assets(), units, domains: deps.domains, sla: deps.sla() };
      try {
        return await makeAfterAction(subject, timeline, about);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return reply.code(404).send(errorBody('not-found', error.message));
      }
    }),
  );
}
