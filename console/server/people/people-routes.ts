/** The accounts of others, for engineers: who there is, what they may, who is locked out. Auditors read. */
import type { Role } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { type Scope, WHOLE_CITY } from '../access/scope.ts';
import type { AuditEntry } from '../audit/audit.ts';
import { errorBody, signedIn } from '../http-session.ts';
import type { LoginThrottle } from '../login-throttle.ts';
import { addAccount, changeAccount, listAccounts, PEOPLE_ROLES, resetPassword, setDisabled } from './account-book.ts';
import type { SecondFactor } from './second-factor.ts';

const strict = { additionalProperties: false } as const;
const word = Type.String({ minLength: 1, maxLength: 64 });
const aRole = Type.Unsafe<Role>(Type.Union(PEOPLE_ROLES.map((role) => Type.Literal(role))));
const aName = Type.Object({ zh: word, en: word }, strict);
const someWords = Type.Array(word, { maxItems: 100 });
const limits = {
  /** null: everywhere, every domain. */
  districts: Type.Optional(Type.Union([someWords, Type.Null()])),
  domains: Type.Optional(Type.Union([someWords, Type.Null()])),
};
const AddSchema = Type.Object(
  { id: word, role: aRole, name: aName, skills: Type.Optional(someWords), ...limits },
  strict,
);
const ChangeSchema = Type.Object(
  { role: Type.Optional(aRole), name: Type.Optional(aName), skills: Type.Optional(someWords), ...limits },
  strict,
);

export interface PeopleRoutesDeps {
  readonly store: Store;
  readonly throttle: LoginThrottle;
  readonly secondFactor: SecondFactor;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  /** Told after accounts changed, before the answer leaves. */
  readonly onChange: () => Promise<void>;
}

export function peopleRoutes(app: FastifyInstance, deps: PeopleRoutesDeps): void {
  const { store, throttle, secondFactor, audit, onChange } = deps;
  const schema = (reply: FastifyReply) =>
    reply.code(400).send(errorBody('schema', 'Asked are role, name in two languages, and perhaps skills and limits.'));
  const idOf = (params: unknown) => (params as { id: string }).id;
  /** What cannot be done is said in one sentence. */
  const orRefuse = async (reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> => {
    try {
      const answer = await work();
      await onChange();
      return answer;
    } catch (error) {
      if (error instanceof AppError && error.code === 'ACCOUNT') {
        return reply.code(409).send(errorBody('account', error.message));
      }
      throw error;
    }
  };

  app.get(
    '/api/accounts',
    signedIn(async () => ({ accounts: await listAccounts(store), waiting: await throttle.waiting() })),
  );
  app.post(
    '/api/accounts',
    signedIn(async ({ account: by }, request, reply) => {
      if (!Check(AddSchema, request.body)) return schema(reply);
      const { id, role, name, skills = [] } = request.body;
      const scope = scopeFrom(request.body) ?? WHOLE_CITY;
      reply.header('cache-control', 'no-store');
      return orRefuse(reply, async () => ({
        id,
        password: await addAccount(store, { id, role, name, skills, scope }, by),
      }));
    }),
  );
  app.post(
    '/api/accounts/:id/change',
    signedIn(async ({ account: by }, request, reply) => {
      if (!Check(ChangeSchema, request.body)) return schema(reply);
      const { districts: _districts, domains: _domains, ...change } = request.body;
      const scope = scopeFrom(request.body);
      return orRefuse(reply, async () => {
        await changeAccount(store, idOf(request.params), scope ? { ...change, scope } : change, by);
        return { ok: true };
      });
    }),
  );
  for (const disabled of [true, false]) {
    app.post(
      `/api/accounts/:id/${disabled ? 'lock' : 'open'}`,
      signedIn(async ({ account: by }, request, reply) =>
        orRefuse(reply, async () => {
          await setDisabled(store, idOf(request.params), disabled, by);
          return { ok: true };
        }),
      ),
    );
  }
  app.post(
    '/api/accounts/:id/unlock',
    signedIn(async ({ account: by }, request, reply) => {
      const id = idOf(request.params);
      if (!(await throttle.unlock(id)))
        return reply.code(404).send(errorBody('account', 'This account is not locked out.'));
      await audit({ actor: by, action: 'account.unlock', subject: id, details: {} });
      return { ok: true };
    }),
  );
  app.post(
    '/api/accounts/:id/reset',
    signedIn(async ({ account: by }, request, reply) => {
      reply.header('cache-control', 'no-store');
      return orRefuse(reply, async () => ({ password: await resetPassword(store, idOf(request.params), by) }));
    }),
  );
  app.post(
    '/api/accounts/:id/second-factor/remove',
    signedIn(async ({ account: by }, request, reply) => {
      const removed = await secondFactor.remove(idOf(request.params), by);
      return removed ? { ok: true } : reply.code(404).send(errorBody('account', 'This account has no second factor.'));
    }),
  );
}

/** Limits that are not named stay open; null when neither is. */
function scopeFrom({ districts, domains }: Static<typeof ChangeSchema>): Scope | null {
  return districts === undefined && domains === undefined
    ? null
    : { districts: districts ?? null, domains: domains ?? null };
}
