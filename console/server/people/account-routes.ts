/** One's own account: sessions, password, second factor. What protects the account asks for the password once more. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { findLogin } from '../accounts.ts';
import { cookieOptions, errorBody, signedIn } from '../http-session.ts';
import { checkPassword, hashPassword } from '../passwords.ts';
import { SESSION_COOKIE, type Session } from '../sessions.ts';
import { changesOf, recordChange } from './account-changes.ts';
import { faultOfPassword, PASSWORD_FAULTS } from './password-policy.ts';
import { sessionLabel } from './session-label.ts';
import type { SignInDeps } from './sign-in.ts';

const strict = { additionalProperties: false } as const;
const aPassword = Type.String({ minLength: 1, maxLength: 200 });
const CloseSchema = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) }, strict);
const PasswordSchema = Type.Object(
  { current: aPassword, next: Type.String({ minLength: 1, maxLength: 1000 }) },
  strict,
);
const ConfirmSchema = Type.Object({ code: Type.String({ pattern: '^\\d{6}$' }) }, strict);
const ProofSchema = Type.Object({ password: aPassword }, strict);

export interface AccountRoutesDeps extends SignInDeps {
  readonly origin: string | null;
  readonly sessionMaxMs: number;
}

export function accountRoutes(app: FastifyInstance, deps: AccountRoutesDeps): void {
  const { store, sessions, secondFactor, throttle } = deps;

  /** The password of who is signed in, counted like an attempt to sign in; answers itself when it is wrong. */
  const isProven = async (session: Session, request: FastifyRequest, reply: FastifyReply, password: string) => {
    const waitMs = await throttle.attempt(session.account, request.ip);
    if (waitMs > 0) {
      await reply.code(429).send(errorBody('locked', `Too many attempts: try again in ${Math.ceil(waitMs / 1000)} s.`));
      return false;
    }
    const login = await findLogin(store, session.account);
    if (!(await checkPassword(login?.hash ?? null, password))) {
      await reply.code(403).send(errorBody('password', 'The password is wrong.'));
      return false;
    }
    await throttle.succeeded(session.account, request.ip);
    return true;
  };
  /** A new token for who stays: what the old one could do, it can no more. */
  const rotate = async (session: Session, request: FastifyRequest, reply: FastifyReply, secondFactorUsed: boolean) => {
    await sessions.closeAll(session.account);
    const label = sessionLabel(request.headers['user-agent']);
    const { token, csrf } = await sessions.open(session.account, { label, secondFactor: secondFactorUsed });
    reply.setCookie(SESSION_COOKIE, token, cookieOptions(deps.origin, deps.sessionMaxMs));
    return csrf;
  };

  app.get(
    '/api/me/sessions',
    signedIn(async (session) => ({ own: session.id, sessions: await sessions.list(session.account) })),
  );
  app.get(
    '/api/me/changes',
    signedIn(async ({ account }) => ({ changes: await changesOf(store, account, 'all') })),
  );
  app.post(
    '/api/me/sessions/close',
    signedIn(async (session, request, reply) => {
      if (!Check(CloseSchema, request.body)) return reply.code(400).send(errorBody('schema', 'Asked is the id.'));
      const { id } = request.body;
      const closed =
        id === 'others'
          ? await sessions.closeAll(session.account, session.id)
          : Number(await sessions.closeById(session.account, id));
      if (closed === 0 && id !== 'others')
        return reply.code(404).send(errorBody('unknown-session', 'This is no session of yours.'));
      const { account } = session;
      if (closed > 0) {
        await store.tx((client) =>
          recordChange(client, { actor: account, action: 'session.close', subject: account, details: { closed } }),
        );
      }
      return { closed };
    }),
  );

  app.post(
    '/api/me/password',
    signedIn(async (session, request, reply) => {
      if (!Check(PasswordSchema, request.body)) {
        return reply.code(400).send(errorBody('schema', 'Asked are the current password and the next.'));
      }
      const { current, next } = request.body;
      if (!(await isProven(session, request, reply, current))) return reply;
      const fault = current === next ? 'guessable' : faultOfPassword(next, session.account);
      if (fault) return reply.code(422).send(errorBody(fault, PASSWORD_FAULTS[fault]));
      const hash = await hashPassword(next);
      const { account } = session;
      await store.tx(async (client) => {
        await client.query(
          'UPDATE accounts SET password_hash = $2, must_change = false, password_at = now() WHERE id = $1',
          [account, hash],
        );
        await recordChange(client, { actor: account, action: 'password.change', subject: account, details: {} });
      });
      return { csrf: await rotate(session, request, reply, await secondFactor.isOn(account)) };
    }),
  );

  app.get(
    '/api/me/second-factor',
    signedIn(async ({ account }) => ({ isOn: await secondFactor.isOn(account) })),
  );
  app.post(
    '/api/me/second-factor/begin',
    signedIn(async (session, request, reply) => {
      if (!Check(ProofSchema, request.body)) return reply.code(400).send(errorBody('schema', 'Asked is the password.'));
      if (!(await isProven(session, request, reply, request.body.password))) return reply;
      const begun = await secondFactor.begin(session.account);
      reply.header('cache-control', 'no-store');
      return begun ?? reply.code(409).send(errorBody('second-factor', 'A second factor is in force already.'));
    }),
  );
  app.post(
    '/api/me/second-factor/confirm',
    signedIn(async (session, request, reply) => {
      if (!Check(ConfirmSchema, request.body)) return reply.code(400).send(errorBody('schema', 'Asked is a code.'));
      const waitMs = await throttle.attempt(session.account, request.ip);
      if (waitMs > 0) return reply.code(429).send(errorBody('locked', 'Too many attempts: wait a moment.'));
      const codes = await secondFactor.confirm(session.account, request.body.code);
      if (!codes) return reply.code(403).send(errorBody('second-factor-wrong', 'This is not the code of now.'));
      await throttle.succeeded(session.account, request.ip);
      reply.header('cache-control', 'no-store');
      return { codes, csrf: await rotate(session, request, reply, true) };
    }),
  );
  app.post(
    '/api/me/second-factor/remove',
    signedIn(async (session, request, reply) => {
      if (!Check(ProofSchema, request.body)) return reply.code(400).send(errorBody('schema', 'Asked is the password.'));
      if (!(await isProven(session, request, reply, request.body.password))) return reply;
      if (!(await secondFactor.remove(session.account, session.account)))
        return reply.code(409).send(errorBody('second-factor', 'There is no second factor.'));
      return { csrf: await rotate(session, request, reply, false) };
    }),
  );
}
