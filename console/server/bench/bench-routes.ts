/** The rule editor's side of the server: the texts that run, checks while typing, cases, and back-tests as jobs. */
import { readFileSync } from 'node:fs';
import { ruleIdIn } from '@chengyun/analytics/rules/load-rules.ts';
import { type Domain, LIVE_TIMELINE } from '@chengyun/contracts';
import { putBackTest, readBackTest, readRuleText } from '@chengyun/platform/store/rule-versions.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import type { Facts } from '../facts.ts';
import { errorBody, signedIn } from '../http-session.ts';
import type { createRunningRules } from '../running-rules.ts';
import type { BenchRequest } from './bench-job.ts';
import type { RuleBench } from './rule-bench.ts';

const strict = { additionalProperties: false } as const;
const TextSchema = Type.Object({ text: Type.String({ minLength: 1, maxLength: 60_000 }) }, strict);
const BackTestSchema = Type.Object(
  {
    epoch: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    seq: Type.Integer({ minimum: 1 }),
    at: Type.Integer({ minimum: 0 }),
    timeline: Type.String({ maxLength: 60 }),
    hours: Type.Integer({ minimum: 1, maximum: 720 }),
  },
  strict,
);
const DRAFT = 'draft.yaml';

export interface BenchRoutesDeps {
  readonly store: Store;
  readonly facts: Facts;
  readonly bench: RuleBench;
  readonly running: ReturnType<typeof createRunningRules>;
  readonly domains: readonly Domain[];
}

export function benchRoutes(app: FastifyInstance, { store, facts, bench, running, domains }: BenchRoutesDeps): void {
  const schema = readFileSync(new URL('../../../analytics/rules/rule.schema.json', import.meta.url), 'utf8');
  const requestFor = async (file: string, text: string, job: BenchRequest['job']): Promise<BenchRequest> => {
    const { changes } = await running.now();
    return { draft: { file, text }, changes: { instead: changes.instead, without: [...changes.without] }, job };
  };

  app.get(
    '/api/rules/schema',
    signedIn(async (_session, _request, reply) => reply.type('application/json').send(schema)),
  );

  app.get(
    '/api/rules/running',
    signedIn(async () => {
      const { loaded, texts } = await running.now();
      const rules = loaded.rules.map(({ id, version, name, domain, watched }) => ({
        ...{ rule: id, version, name, domain, watched: watched.length, file: texts.get(id)?.file ?? '' },
      }));
      return { rules, problems: loaded.problems.map(({ message }) => message), domains: domains.map(({ id }) => id) };
    }),
  );
  app.get(
    '/api/rules/running/:rule',
    signedIn(async (_session, request, reply) => {
      const { rule } = request.params as { rule: string };
      const found = (await running.now()).texts.get(rule);
      return found ?? reply.code(404).send(errorBody('unknown-rule', `No rule ${rule} runs.`));
    }),
  );
  app.get(
    '/api/rules/:rule/:version/backtest',
    signedIn(async (_session, request) => {
      const { rule, version } = request.params as { rule: string; version: string };
      return { backtest: await readBackTest(store, rule, Number(version)) };
    }),
  );

  app.post(
    '/api/rules/check',
    signedIn(async (_session, request, reply) => {
      if (!Check(TextSchema, request.body)) return reply.code(400).send(errorBody('schema', 'Asked is a text.'));
      const { text } = request.body;
      const { rules, problems } = (await running.now()).with({ file: DRAFT, text });
      const own = rules.find(({ file }) => file === DRAFT);
      return {
        rule: own?.id ?? ruleIdIn(text)?.id ?? null,
        version: own?.version ?? null,
        watched: own?.watched.length ?? 0,
        problems: problems
          .filter(({ place }) => place.file === DRAFT)
          .map(({ place, message }) => ({
            line: place.line,
            column: place.column,
            message: message.replace(/^[^ ]+: /, ''),
          })),
      };
    }),
  );

  app.post(
    '/api/rules/cases',
    signedIn(async (_session, request, reply) => {
      if (!Check(TextSchema, request.body)) return reply.code(400).send(errorBody('schema', 'Asked is a text.'));
      const job = bench.begin(await requestFor(DRAFT, request.body.text, { kind: 'cases' }));
      if (job === null) return reply.code(503).send(errorBody('busy', 'The test bench is busy; try again soon.'));
      const over = await bench.wait(job);
      if (over.state === 'done' && over.result.kind === 'cases') return { results: over.result.results };
      return reply
        .code(422)
        .send(errorBody('bench', over.state === 'failed' ? over.message : 'The cases did not run.'));
    }),
  );

  app.post(
    '/api/rules/:rule/:version/bench',
    signedIn(async (session, request, reply) => {
      const { rule, version } = request.params as { rule: string; version: string };
      if (!Check(BackTestSchema, request.body)) {
        return reply.code(400).send(errorBody('schema', 'Asked are timeline, hours, epoch, seq and at.'));
      }
      const found = await readRuleText(store, rule, Number(version));
      if (!found) return reply.code(404).send(errorBody('unknown-rule', `There is no version ${version} of ${rule}.`));
      const { timeline, hours, ...sent } = request.body;
      const asked = await requestFor(`rules/${rule}@${version}.yaml`, found.text, {
        kind: 'backtest',
        timeline,
        hours,
      });
      const job = bench.begin(asked, async (result) => {
        if (result.kind !== 'backtest') return;
        await putBackTest(store, rule, found.version, result.result);
        const note = result.result.summary.sentence.slice(0, 500);
        const body = {
          kind: 'rule',
          rule,
          version: found.version,
          step: 'backtest',
          sha256: found.sha256,
          note,
        } as const;
        await facts.submit(session, { timeline: LIVE_TIMELINE, ...sent, body });
      });
      if (job === null) return reply.code(503).send(errorBody('busy', 'The test bench is busy; try again soon.'));
      return { job };
    }),
  );
  app.get(
    '/api/bench/:job',
    signedIn(async (_session, request, reply) => {
      const { job } = request.params as { job: string };
      return bench.job(job) ?? reply.code(404).send(errorBody('unknown-job', `There is no job ${job} any more.`));
    }),
  );
}
