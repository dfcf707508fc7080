/** Signing in and out, and the wall's way in by its key. */
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { findLogin } from './accounts.ts';
import type { AuditEntry } from './audit/audit.ts';
import { cookieOptions, errorBody, signedIn } from './http-session.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { checkPassword } from './passwords.ts';
import { isSameSecret } from './same-secret.ts';
import { SESSION_COOKIE, type Sessions } from './sessions.ts';

const LoginSchema = Type.Object(
  { account: Type.String({ minLength: 1, maxLength: 64 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
);

/** Sign-ins per minute and address. */
const LOGINS_PER_MIN_MAX = 30;

export interface SessionRoutesDeps {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly throttle: LoginThrottle;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  readonly wallKey: () => string;
  readonly origin: string | null;
  readonly sessionMaxMs: number;
}

/** A wall's cookie lives as long as browsers allow, 400 days. */
const WALL_COOKIE_MS = 400 * 24 * 3_600_000;

export function sessionRoutes(app: FastifyInstance, deps: SessionRoutesDeps): void {
  const { store, sessions, throttle, audit } = deps;

  const limit = { rateLimit: { max: LOGINS_PER_MIN_MAX, timeWindow: 60_000 } };
  app.post('/api/login', { config: limit }, async (request, reply) => {
    if (!Check(LoginSchema, request.body))
      return reply.code(400).send(errorBody('schema', 'Account and password, please.'));
    const { account, password } = request.body;
    const waitMs = throttle.waitMs(account);
    if (waitMs > 0) {
      const message = `Too many attempts: try again in ${Math.ceil(waitMs / 1000)} s.`;
      return reply
        .code(429)
        .header('retry-after', Math.ceil(waitMs / 1000))
        .send({ ...errorBody('locked', message), waitMs });
    }
    const login = await findLogin(store, account);
    if (!(await checkPassword(login?.hash ?? null, password)) || !login) {
      throttle.failed(account);
      await audit({ actor: account, action: 'sign-in.failed', subject: account, details: {} });
      return reply.code(401).send(errorBody('login', 'Account or password is wrong.'));
    }
    throttle.succeeded(account);
    const { token, csrf } = await sessions.open(account);
    await audit({ actor: account, action: 'sign-in', subject: account, details: {} });
    reply.setCookie(SESSION_COOKIE, token, cookieOptions(deps.origin, deps.sessionMaxMs));
    return { account, role: login.account.role, name: login.account.name, csrf };
  });

  app.post('/api/logout', async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    if (token) await sessions.close(token);
    reply.clearCookie(SESSION_COOKIE, { path: '/' });
    return { ok: true };
  });

  app.get(
    '/api/me',
    signedIn(null, async (session) => session),
  );

  app.get('/wall', { config: limit }, async (request, reply) => {
    const { key } = request.query as { key?: unknown };
    if (typeof key !== 'string') return reply.sendFile('wall/index.html');
    if (!isSameSecret(key, deps.wallKey()))
      return reply.code(403).type('text/plain').send('This wall key is not valid.');
    const { token } = await sessions.open('wall');
    await audit({ actor: 'wall', action: 'sign-in', subject: 'wall', details: {} });
    reply.setCookie(SESSION_COOKIE, token, cookieOptions(deps.origin, WALL_COOKIE_MS));
    // The key leaves the address; what else was asked for (profile, timeline) stays.
    const { search } = withoutKey(request.url);
    return reply.redirect(`/wall${search}`);
  });
}

function withoutKey(url: string): URL {
  const address = new URL(url, 'http://wall');
  address.searchParams.delete('key');
  return address;
}
