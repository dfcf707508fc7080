/**
 * Facts: what people did, append-only, keyed (actor, client epoch, seq). State is a fold over facts in log order; a
 * fact that lost a race stays visible as superseded. Names of people are not in here, only account ids.
 */
import Type, { type Static } from 'typebox';
import { LOOP_FACTS, SYSTEM_FACTS } from './loop-fact.ts';
import { RULE_STEPS, type RuleStep, type RuleStepKind } from './rule-steps.ts';

const strict = { additionalProperties: false } as const;
const id = Type.String({ minLength: 1, maxLength: 64 });

export const FactBodySchema = Type.Union([
  Type.Object({ kind: Type.Literal('ack'), alarm: id }, strict),
  Type.Object(
    {
      kind: Type.Literal('shelve'),
      alarm: id,
      minutes: Type.Integer({ minimum: 1, maximum: 480 }),
      reason: Type.String({ minLength: 1, maxLength: 200 }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('unshelve'), alarm: id }, strict),
  Type.Object({ kind: Type.Literal('dispatch'), alarm: id, officer: id }, strict),
  Type.Object({ kind: Type.Literal('resolve'), alarm: id }, strict),
  Type.Object({ kind: Type.Literal('note'), alarm: id, text: Type.String({ minLength: 1, maxLength: 1000 }) }, strict),
  Type.Object({ kind: Type.Literal('undo'), fact: id }, strict),
  Type.Object({ kind: Type.Literal('delivered'), task: id }, strict),
  Type.Object({ kind: Type.Literal('seen'), task: id }, strict),
  Type.Object({ kind: Type.Literal('accept'), task: id }, strict),
  Type.Object({ kind: Type.Literal('arrive'), task: id }, strict),
  Type.Object({ kind: Type.Literal('done'), task: id, note: Type.Optional(Type.String({ maxLength: 1000 })) }, strict),
  Type.Object({ kind: Type.Literal('backup'), task: id }, strict),
  Type.Object(
    {
      kind: Type.Literal('out-of-service'),
      asset: Type.String({ minLength: 1, maxLength: 64 }),
      reason: Type.String({ minLength: 1, maxLength: 200 }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('return-to-service'), asset: Type.String({ minLength: 1, maxLength: 64 }) }, strict),
  Type.Object(
    {
      kind: Type.Literal('maintenance'),
      assets: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 200 }),
      /** Timeline time, epoch milliseconds. */
      fromMs: Type.Integer({ minimum: 0 }),
      untilMs: Type.Integer({ minimum: 0 }),
      reason: Type.String({ minLength: 1, maxLength: 200 }),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('confirm-response'),
      /** null ends the response. */
      level: Type.Union([Type.Literal('IV'), Type.Literal('III'), Type.Literal('II'), Type.Literal('I'), Type.Null()]),
      reason: Type.String({ minLength: 1, maxLength: 500 }),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('rule'),
      rule: id,
      version: Type.Integer({ minimum: 1 }),
      step: Type.Unsafe<RuleStepKind>(Type.Union(RULE_STEPS.map((step) => Type.Literal(step)))),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      note: Type.Optional(Type.String({ maxLength: 500 })),
    },
    strict,
  ),
  ...LOOP_FACTS,
  ...SYSTEM_FACTS,
]);
export type FactBody = Static<typeof FactBodySchema>;

/** Facts about one incident: they name its alarm, its task, or the fact that they take back. */
export type IncidentFactBody = Extract<FactBody, { alarm: string } | { task: string } | { kind: 'undo' }>;

export function isIncidentFact(body: FactBody): body is IncidentFactBody {
  return 'alarm' in body || 'task' in body || body.kind === 'undo';
}

/** What a client posts. `seq` strictly increases within the client's epoch, so that a retry is never applied twice. */
export const FactRequestSchema = Type.Object(
  {
    timeline: Type.String({ maxLength: 60 }),
    epoch: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    seq: Type.Integer({ minimum: 1 }),
    /** The client's clock when the person acted, epoch milliseconds. */
    at: Type.Integer({ minimum: 0 }),
    body: FactBodySchema,
  },
  strict,
);
export type FactRequest = Static<typeof FactRequestSchema>;

export interface FactRecord {
  readonly k: 'fact';
  readonly tl: string;
  /** `<actor>/<epoch>/<seq>`. */
  readonly id: string;
  readonly actor: string;
  /** `system`: the console stated it. */
  readonly role: Role | 'system';
  readonly epoch: string;
  readonly seq: number;
  readonly at: number;
  /** Server wall clock at arrival. */
  readonly rxAt: number;
  /** Time of the timeline's newest tick at arrival: engine records of later ticks come after this fact. */
  readonly tlAt?: number;
  readonly body: FactBody;
}

export const ROLES = ['operator', 'dispatcher', 'officer', 'engineer', 'auditor', 'wall'] as const;
export type Role = (typeof ROLES)[number];

/** Which roles may state which fact; enforced in one place for HTTP and Socket.IO alike. */
export const FACT_ROLES: Readonly<Record<FactBody['kind'], readonly Role[]>> = {
  ack: ['operator', 'dispatcher'],
  shelve: ['operator'],
  unshelve: ['operator'],
  dispatch: ['operator', 'dispatcher'],
  resolve: ['operator', 'dispatcher'],
  note: ['operator', 'dispatcher', 'officer'],
  undo: ['operator', 'dispatcher'],
  delivered: ['officer'],
  seen: ['officer'],
  accept: ['officer'],
  arrive: ['officer'],
  done: ['officer'],
  backup: ['officer'],
  'out-of-service': ['operator', 'engineer'],
  'return-to-service': ['operator', 'engineer'],
  maintenance: ['operator', 'engineer'],
  'confirm-response': ['operator', 'dispatcher'],
  // Which step takes which role: RULE_STEP_ROLES.
  rule: ['engineer', 'operator'],
  open: ['operator', 'dispatcher'],
  reassign: ['operator', 'dispatcher'],
  recall: ['operator', 'dispatcher'],
  merge: ['operator', 'dispatcher'],
  split: ['operator', 'dispatcher'],
  step: ['operator', 'dispatcher', 'officer'],
  objective: ['operator', 'dispatcher'],
  decision: ['operator', 'dispatcher'],
  role: ['operator', 'dispatcher'],
  link: ['operator', 'dispatcher'],
  unlink: ['operator', 'dispatcher'],
  close: ['operator', 'dispatcher'],
  evidence: ['officer'],
  'check-in': ['officer'],
  // Nobody: the console states them itself.
  shown: [],
  escalate: [],
  unreachable: [],
  'check-in-missed': [],
};

/** The step that a fact is, or null when it is about something else. */
export function ruleStepOf({ id: fact, actor, rxAt, body }: FactRecord, offset: number): RuleStep | null {
  if (body.kind !== 'rule') return null;
  const { rule, version, step, sha256, note = '' } = body;
  return { fact, offset, rule, version, step, sha256, actor, at: rxAt, note };
}
