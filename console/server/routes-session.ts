/** Signing in and out, and the wall's way in by its key. */
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { cookieOptions, errorBody, signedIn } from './http-session.ts';
import { sessionLabel } from './people/session-label.ts';
import { type SignInDeps, signIn } from './people/sign-in.ts';
import { isSameSecret } from './same-secret.ts';
import { SESSION_COOKIE } from './sessions.ts';

const LoginSchema = Type.Object(
  {
    account: Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\u0000]*$' }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
    /** Of the authenticator app, or a recovery code. */
    code: Type.Optional(Type.String({ minLength: 6, maxLength: 30 })),
  },
  { additionalProperties: false },
);

export interface SessionRoutesDeps extends SignInDeps {
  readonly wallKey: () => string;
  readonly origin: string | null;
  readonly sessionMaxMs: number;
}

/** A wall's cookie lives as long as browsers allow, 400 days. */
const WALL_COOKIE_MS = 400 * 24 * 3_600_000;

export function sessionRoutes(app: FastifyInstance, deps: SessionRoutesDeps): void {
  const { sessions, audit } = deps;

  app.post('/api/login', async (request, reply) => {
    if (!Check(LoginSchema, request.body))
      return reply.code(400).send(errorBody('schema', 'Account and password, please.'));
    const where = { address: request.ip, label: sessionLabel(request.headers['user-agent']) };
    const answer = await signIn({ ...request.body, ...where }, deps);
    if (answer.kind === 'wait') {
      const { waitMs } = answer;
      const seconds = Math.ceil(waitMs / 1000);
      const message = `Too many attempts: try again in ${seconds} s.`;
      return reply
        .code(429)
        .header('retry-after', seconds)
        .send({ ...errorBody('locked', message), waitMs });
    }
    if (answer.kind === 'wrong') return reply.code(401).send(errorBody('login', 'Account or password is wrong.'));
    if (answer.kind === 'second-factor') {
      const code = answer.isWrong ? 'second-factor-wrong' : 'second-factor';
      return reply.code(401).send(errorBody(code, 'A code of the second factor has to come with the password.'));
    }
    // The session before this one ends: a new sign-in is a new session.
    const before = request.cookies[SESSION_COOKIE];
    if (before) await sessions.close(before);
    const { token, csrf, role, name, mustDo, changes } = answer;
    reply.setCookie(SESSION_COOKIE, token, cookieOptions(deps.origin, deps.sessionMaxMs));
    return { account: request.body.account, role, name, csrf, mustDo, changes };
  });

  app.post('/api/logout', async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    if (token) await sessions.close(token);
    reply.clearCookie(SESSION_COOKIE, { path: '/' });
    return { ok: true };
  });

  app.get(
    '/api/me',
    signedIn(async (session) => session),
  );

  app.get('/wall', async (request, reply) => {
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
