/** Who is asking: the session behind a request, and the checks in front of every route under /api. */
import type { Role } from '@chengyun/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_COOKIE, type Session, type Sessions } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | null;
  }
}

export interface CookieOptions {
  readonly path: '/';
  readonly httpOnly: true;
  readonly sameSite: 'strict';
  readonly secure: boolean;
  readonly maxAge: number;
}

/** `Secure` only behind TLS: on the loopback address there is none. */
export function cookieOptions(origin: string | null, maxAgeMs: number): CookieOptions {
  const secure = origin?.startsWith('https:') ?? false;
  return { path: '/', httpOnly: true, sameSite: 'strict', secure, maxAge: Math.floor(maxAgeMs / 1000) };
}

export const errorBody = (code: string, message: string) => ({ error: { code, message } });

/** Reads the session of every request; a request that changes something must carry the session's CSRF token. */
export function guardApi(app: FastifyInstance, sessions: Sessions): void {
  app.decorateRequest('session', null);
  app.addHook('preHandler', async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    request.session = token ? await sessions.find(token) : null;
    const isSafe = request.method === 'GET' || request.method === 'HEAD' || request.url.startsWith('/api/login');
    if (isSafe || !request.session || request.headers['x-csrf-token'] === request.session.csrf) return;
    await reply.code(403).send(errorBody('csrf', 'The request lacks the token of this session.'));
  });
}

/** A route handler for signed-in people of the given roles; every role when none is named. */
export function signedIn<T>(
  roles: readonly Role[] | null,
  handle: (session: Session, request: FastifyRequest, reply: FastifyReply) => Promise<T>,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<T | undefined> => {
    const { session } = request;
    if (session && (roles === null || roles.includes(session.role))) return handle(session, request, reply);
    const answer = session
      ? errorBody('forbidden', `The role ${session.role} may not do this.`)
      : errorBody('signed-out', 'Please sign in.');
    await reply.code(session ? 403 : 401).send(answer);
    return undefined;
  };
}
