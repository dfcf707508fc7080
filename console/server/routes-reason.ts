/** Behind the why panel: what analytics found beyond single alarms, guidance of a rule, and similar past cases. */
import type { AlarmRecord, Domain } from '@chengyun/contracts';
import { latestAssessment } from '@chengyun/platform/store/assessments.ts';
import { readFactsAbout, readPastAlarms } from '@chengyun/platform/store/past-cases.ts';
import { listRetroAlarms } from '@chengyun/platform/store/retro.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import { errorBody, signedIn } from './http-session.ts';
import type { createRunningRules } from './running-rules.ts';
import { similarCases } from './similar-cases.ts';

export interface ReasonRoutesDeps {
  readonly store: Store;
  readonly running: ReturnType<typeof createRunningRules>;
  readonly domains: readonly Domain[];
  readonly defaultTimeline: () => string;
}

const PAST_MAX = 500;
const CASES_SHOWN = 5;
const RETRO_SHOWN = 50;

export function reasonRoutes(
  app: FastifyInstance,
  { store, running, domains, defaultTimeline }: ReasonRoutesDeps,
): void {
  app.get(
    '/api/assessments',
    signedIn(async (_session, request) => {
      const { timeline = defaultTimeline() } = request.query as { timeline?: string };
      const [figures, shadow] = await Promise.all([
        latestAssessment(store, timeline, 'alarm-figures'),
        latestAssessment(store, timeline, 'shadow'),
      ]);
      return { timeline, figures, shadow };
    }),
  );

  app.get(
    '/api/cases',
    signedIn(async (_session, request, reply) => {
      const { alarm = '' } = request.query as { alarm?: string };
      const { rows } = await store.query<{ body: AlarmRecord }>('SELECT body FROM alarms WHERE id = $1', [alarm]);
      const [row] = rows;
      if (!row) return reply.code(404).send(errorBody('unknown-alarm', `There is no alarm ${alarm} in the store yet.`));
      const past = await readPastAlarms(store, row.body.rule, row.body.raisedAt, PAST_MAX);
      const nearest = similarCases(row.body, past, [], CASES_SHOWN).map((one) => one.alarm);
      const kept = past.filter(({ body }) => nearest.includes(body.id));
      return { cases: similarCases(row.body, kept, await readFactsAbout(store, nearest), CASES_SHOWN) };
    }),
  );

  app.get(
    '/api/guidance',
    signedIn(async (_session, request, reply) => {
      const { rule: id = '' } = request.query as { rule?: string };
      const { loaded } = await running.now();
      const rule = loaded.rules.find((each) => each.id === id);
      if (!rule) return reply.code(404).send(errorBody('unknown-rule', `No rule ${id} runs.`));
      const { name, cause, consequence, action, respondWithinMs, source } = rule;
      const procedure = domains.find((domain) => domain.id === rule.domain)?.procedures[id] ?? null;
      return { rule: id, name, cause, consequence, action, respondWithinMs, source, procedure };
    }),
  );

  app.get(
    '/api/retro',
    signedIn(async (_session, request) => {
      const { timeline = defaultTimeline() } = request.query as { timeline?: string };
      const all = await listRetroAlarms(store, RETRO_SHOWN);
      return { alarms: all.filter((alarm) => alarm.timeline === timeline) };
    }),
  );
}
