/**
 * Versions of rules over HTTP: hand one in, put a back-test beside it, take the next step. A text that does not compile
 * is refused here with file, line and column; every step is a fact, judged where all facts are judged, and audited.
 */
import { createHash } from 'node:crypto';
import { loadRules, NO_CHANGES, ruleIdIn } from '@chengyun/analytics/rules/load-rules.ts';
import {
  type Asset,
  type Domain,
  type FactBody,
  LIVE_TIMELINE,
  RULE_STEPS,
  type RuleStepKind,
} from '@chengyun/contracts';
import { cityAssets, metricStandards } from '@chengyun/domains/index.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { putBackTest, putRuleText, readRuleText } from '@chengyun/platform/store/rule-versions.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import type { Facts } from './facts.ts';
import { errorBody, signedIn } from './http-session.ts';
import { REFUSED_AS } from './routes-act.ts';
import type { RuleBook } from './rule-book.ts';
import type { Session } from './sessions.ts';

const strict = { additionalProperties: false } as const;
/** Makes a repeated request harmless, as for every fact. */
const sending = {
  epoch: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  seq: Type.Integer({ minimum: 1 }),
  at: Type.Integer({ minimum: 0 }),
  note: Type.Optional(Type.String({ maxLength: 500 })),
};
const SubmitSchema = Type.Object(
  {
    ...sending,
    file: Type.String({ minLength: 1, maxLength: 200 }),
    text: Type.String({ minLength: 1, maxLength: 60_000 }),
  },
  strict,
);
const StepSchema = Type.Object({ ...sending, backtest: Type.Optional(Type.Unknown()) }, strict);
type Sending = Pick<Static<typeof StepSchema>, 'epoch' | 'seq' | 'at' | 'note'>;

export interface RulesRoutesDeps {
  readonly store: Store;
  readonly facts: Facts;
  readonly book: RuleBook;
  readonly domains: readonly Domain[];
}

export function rulesRoutes(app: FastifyInstance, { store, facts, book, domains }: RulesRoutesDeps): void {
  const take = async (
    session: Session,
    body: Extract<FactBody, { kind: 'rule' }>,
    sent: Sending,
    reply: FastifyReply,
  ) => {
    const { epoch, seq, at, note } = sent;
    const request = { timeline: LIVE_TIMELINE, epoch, seq, at, body: note === undefined ? body : { ...body, note } };
    const answer = await facts.submit(session, request);
    return reply
      .code(answer.ok ? 200 : REFUSED_AS[answer.code])
      .send({ ...answer, rule: body.rule, version: body.version });
  };

  app.get(
    '/api/rules',
    signedIn(async () => ({ rules: [...book.course().versions.values()].flat() })),
  );
  app.get(
    '/api/rules/:rule/:version',
    signedIn(async (_session, request, reply) => {
      const { rule, version } = request.params as { rule: string; version: string };
      const found = await readRuleText(store, rule, Number(version));
      return found ?? reply.code(404).send(errorBody('unknown-rule', `There is no version ${version} of ${rule}.`));
    }),
  );

  app.post(
    '/api/rules',
    signedIn(async (session, request, reply) => {
      if (!Check(SubmitSchema, request.body)) {
        return reply.code(400).send(errorBody('schema', 'Asked are file, text, epoch, seq and at.'));
      }
      const { file, text } = request.body;
      const checked = checkRule(file, text, domains, await listAssets(store));
      if ('problem' in checked) return reply.code(422).send(errorBody('rule', checked.problem));
      const sha256 = createHash('sha256').update(text).digest('hex');
      const { rule, version } = checked;
      try {
        await putRuleText(store, { rule, version, text, sha256, author: session.account });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return reply.code(409).send(errorBody('rule-step', error.message));
      }
      return take(session, { kind: 'rule', rule, version, step: 'submit', sha256 }, request.body, reply);
    }),
  );

  app.post(
    '/api/rules/:rule/:version/:step',
    signedIn(async (session, request, reply) => {
      const { rule, version, step } = request.params as { rule: string; version: string; step: string };
      if (!isStep(step) || step === 'submit' || !Check(StepSchema, request.body)) {
        return reply.code(400).send(errorBody('schema', 'Asked are a step, epoch, seq and at.'));
      }
      const found = await readRuleText(store, rule, Number(version));
      if (!found) return reply.code(404).send(errorBody('unknown-rule', `There is no version ${version} of ${rule}.`));
      const { backtest } = request.body;
      if (step === 'backtest') {
        if (backtest === undefined) return reply.code(400).send(errorBody('schema', 'A back-test brings its figures.'));
        await putBackTest(store, rule, found.version, backtest);
      }
      const { sha256 } = found;
      return take(session, { kind: 'rule', rule, version: found.version, step, sha256 }, request.body, reply);
    }),
  );
}

function isStep(text: string): text is RuleStepKind {
  return RULE_STEPS.some((step) => step === text);
}

/** Compiles the text among the rules that it would run with. */
function checkRule(
  file: string,
  text: string,
  domains: readonly Domain[],
  registered: readonly Asset[],
): { readonly rule: string; readonly version: number } | { readonly problem: string } {
  const assets = cityAssets(domains, registered);
  const changes = { ...NO_CHANGES, instead: [{ file, text }] };
  const { rules, problems } = loadRules(domains, metricStandards(domains), assets, changes);
  const problem = problems.find(({ place }) => place.file === file);
  if (problem) return { problem: problem.message };
  const rule = rules.find((each) => each.file === file);
  if (!rule) return { problem: `${file}: ${ruleIdIn(text)?.id ?? 'the rule'} does not load` };
  return { rule: rule.id, version: rule.version };
}
