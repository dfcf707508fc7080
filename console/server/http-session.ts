/** What HTTP routes share about who is asking: the cookie, the form of a refusal, a handler that has a session. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Session } from './sessions.ts';

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

/** A handler for people who are signed in. Who may come here at all is said in access/access-table.ts. */
export function signedIn<T>(handle: (session: Session, request: FastifyRequest, reply: FastifyReply) => Promise<T>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<T | undefined> => {
    const { session } = request;
    if (session) return handle(session, request, reply);
    await reply.code(401).send(errorBody('signed-out', 'Please sign in.'));
    return undefined;
  };
}
