/**
 * Reports of citizens at the desk: looked at, judged, made a part of an incident, or the reason for a new one. Who looks
 * at a photo is audited.
 */
import { createHash } from 'node:crypto';
import { type FactBody, KIND_WORDS, LevelSchema, type Timeline } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { isReportOpen } from '../../state/citizen-report.ts';
import type { AuditEntry } from '../audit/audit.ts';
import type { Facts } from '../facts.ts';
import { errorBody, signedIn } from '../http-session.ts';
import type { LiveState } from '../live-state.ts';
import { REFUSED_AS } from '../routes-act.ts';
import type { CitizenReports } from './citizen-reports.ts';

const TAKEN = 'This report was refused, has an incident already, or is not there.';
const strict = { additionalProperties: false } as const;
const JudgeSchema = Type.Object(
  {
    verdict: Type.Union([Type.Literal('checked'), Type.Literal('refused')]),
    note: Type.Optional(Type.String({ maxLength: 200 })),
  },
  strict,
);
const LinkSchema = Type.Object(
  { timeline: Type.String({ maxLength: 60 }), alarm: Type.String({ minLength: 1, maxLength: 64 }) },
  strict,
);
const OpenSchema = Type.Object(
  {
    timeline: Type.String({ maxLength: 60 }),
    domain: Type.String({ minLength: 1, maxLength: 64 }),
    level: LevelSchema,
    /** The known place that it is nearest to. */
    asset: Type.String({ minLength: 1, maxLength: 64 }),
  },
  strict,
);
/** Of one report and timeline always the same, so that asking twice opens one. */
const alarmOf = (timeline: string, report: string): string =>
  createHash('sha256').update(`report|${timeline}|${report}`).digest('hex').slice(0, 16);

export interface ReportRoutesDeps {
  readonly reports: CitizenReports;
  readonly state: LiveState;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  readonly clock: Clock;
  readonly facts: Pick<Facts, 'submit'>;
  readonly timeline: (id: string) => Timeline | null;
}

export function reportRoutes(app: FastifyInstance, deps: ReportRoutesDeps): void {
  const { reports, state, audit, clock, facts } = deps;
  const idOf = (params: unknown) => (params as { id: string }).id;
  app.get(
    '/api/reports',
    signedIn(async () => ({ reports: await reports.list(), kinds: KIND_WORDS })),
  );
  app.get(
    '/api/reports/:id/photo',
    signedIn(async ({ account }, request, reply) => {
      const id = idOf(request.params);
      const photo = await reports.photo(id);
      if (!photo) return reply.code(404).send(errorBody('gone', 'There is no photo of this report, or not any more.'));
      await audit({ actor: account, action: 'evidence.seen', subject: `report ${id}`, details: {} });
      return reply.type('image/jpeg').header('cache-control', 'no-store').send(photo);
    }),
  );
  app.post(
    '/api/reports/:id/judge',
    signedIn(async ({ account }, request, reply) => {
      if (!Check(JudgeSchema, request.body)) return reply.code(400).send(errorBody('schema', 'Asked is a verdict.'));
      const { verdict, note = '' } = request.body;
      const done = await reports.judge(idOf(request.params), verdict, note, account);
      return done
        ? { ok: true }
        : reply.code(409).send(errorBody('report', 'This report was judged already, or is not there.'));
    }),
  );
  app.post(
    '/api/reports/:id/incident',
    signedIn(async ({ account }, request, reply) => {
      if (!Check(LinkSchema, request.body))
        return reply.code(400).send(errorBody('schema', 'Asked are timeline and alarm.'));
      const { timeline, alarm } = request.body;
      if (!state.timeline(timeline)?.incident(alarm)) {
        return reply.code(404).send(errorBody('unknown-alarm', `There is no incident ${alarm}.`));
      }
      const done = await reports.link(idOf(request.params), timeline, alarm, account);
      return done ? { ok: true } : reply.code(409).send(errorBody('report', TAKEN));
    }),
  );
  app.post(
    '/api/reports/:id/open',
    signedIn(async (session, request, reply) => {
      if (!Check(OpenSchema, request.body)) {
        return reply.code(400).send(errorBody('schema', 'Asked are timeline, domain, level and asset.'));
      }
      const { timeline, domain, level, asset } = request.body;
      const report = await reports.find(idOf(request.params));
      if (report === null || !isReportOpen(report)) {
        return reply.code(409).send(errorBody('report', TAKEN));
      }
      const running = deps.timeline(timeline);
      if (running?.clock !== 'wall' || running.endedAtMs !== null) {
        return reply.code(409).send(errorBody('timeline', `Nothing begins on the timeline ${timeline} any more.`));
      }
      const alarm = alarmOf(timeline, report.id);
      const { kind: hazard, lonDeg, latDeg, at: reportedAt } = report;
      // It stands already when the console died before it had joined the report to it.
      if (!state.timeline(timeline)?.incident(alarm)) {
        const body: FactBody = { kind: 'open', alarm, hazard, level, domain, asset, lonDeg, latDeg, reportedAt };
        const at = Math.round(clock.nowMs());
        const answer = await facts.submit(session, { timeline, epoch: alarm, seq: 1, at, body });
        if (!answer.ok) return reply.code(REFUSED_AS[answer.code]).send(answer);
      }
      const done = await reports.link(report.id, timeline, alarm, session.account);
      return done ? { ok: true, alarm } : reply.code(409).send(errorBody('report', TAKEN));
    }),
  );
}
