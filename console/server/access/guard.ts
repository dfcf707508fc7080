/**
 * The door of every route: the session behind a request, the line of the access table, origin, CSRF token, and the
 * limits of the account. It runs before a body is read. A route without a line in the table cannot be registered.
 */
import type { PrivacyBudget } from '@chengyun/platform/privacy/privacy-file.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Share } from '../../state/data-share.ts';
import { errorBody } from '../http-session.ts';
import { SESSION_COOKIE, type Session, type Sessions } from '../sessions.ts';
import { type Access, accessOfRoute } from './access-table.ts';
import { isLimited, type Places, type Scope } from './scope.ts';
import { withoutForeign } from './scope-filter.ts';

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | null;
    /** What a bearer token of a department may read; see civic/data-shares.ts. */
    share: Share | null;
  }
  interface FastifyContextConfig {
    access?: Access;
  }
}

export interface GuardDeps {
  readonly sessions: Sessions;
  readonly places: Places;
  readonly privacy: Pick<PrivacyBudget, 'who'>;
  readonly originAllowed: (origin: string | undefined, host: string | undefined) => boolean;
  /** Asset of an alarm; null when there is no such alarm. */
  readonly assetOfAlarm: (id: string) => Promise<string | null>;
  /** What a device serves; null when there is no such device. */
  readonly assetsOfDevice: (id: string) => readonly string[] | null;
  /** Whether a bearer token of that kind is genuine. */
  readonly bearers: Readonly<
    Record<NonNullable<Access['bearer']>, (token: string, request: FastifyRequest) => Promise<boolean>>
  >;
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const SIGNED_OUT: Refusal = { status: 401, code: 'signed-out', message: 'Please sign in.' };
const OUTSIDE: Refusal = {
  status: 403,
  code: 'out-of-scope',
  message: 'This lies outside of the districts and domains of this account.',
};
const OWING = {
  password: 'This account needs a new password first.',
  'second-factor': 'This account needs a second factor first.',
} as const;
const TOKEN = /^[A-Za-z0-9_-]{20,100}$/;

export function guardRoutes(app: FastifyInstance, deps: GuardDeps): void {
  app.decorateRequest('session', null);
  app.decorateRequest('share', null);
  app.addHook('onRoute', (route: RouteOptions) => {
    for (const method of [route.method].flat()) {
      const access = accessOfRoute(method, route.url);
      if (!access) {
        throw new AppError('ACCESS', `The route ${method} ${route.url} has no line in access/access-table.ts.`);
      }
      const { perMin } = access;
      const allowed = access.data === undefined ? null : deps.privacy.who(access.data);
      const to = access.to.filter((role) => allowed === null || allowed.includes(role));
      const limit = perMin === undefined ? {} : { rateLimit: { max: perMin, timeWindow: 60_000 } };
      route.config = { ...route.config, access: { ...access, to }, ...limit };
    }
  });

  app.addHook('onRequest', async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    request.session = token && TOKEN.test(token) ? await deps.sessions.find(token) : null;
    const { access } = request.routeOptions.config;
    if (!access) return;
    const refusal = await refusalOf(request, access, deps);
    if (refusal) await send(reply, refusal);
  });

  app.addHook('preSerialization', async (request, _reply, payload) => {
    const { session } = request;
    if (request.routeOptions.config.access?.scope !== 'parts' || !session || !isLimited(session.scope)) return payload;
    return withoutForeign(payload, session.scope, deps.places);
  });
}

function send(reply: FastifyReply, { status, code, message }: Refusal): FastifyReply {
  return reply.code(status).send(errorBody(code, message));
}

async function refusalOf(request: FastifyRequest, access: Access, deps: GuardDeps): Promise<Refusal | null> {
  const { session } = request;
  const changes = request.method !== 'GET' && request.method !== 'HEAD';
  if (changes && !isOurs(request, deps)) {
    return { status: 403, code: 'origin', message: 'The request comes from another site.' };
  }
  if (!session) {
    if (access.to.includes('public')) return null;
    const given = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1];
    const isGenuine = access.bearer && given ? await deps.bearers[access.bearer](given, request) : false;
    return isGenuine ? null : SIGNED_OUT;
  }
  if (!access.to.includes(session.role)) {
    return { status: 403, code: 'forbidden', message: `The role ${session.role} may not do this.` };
  }
  if (session.mustDo && !access.to.includes('public') && !access.whileOwing) {
    return { status: 403, code: `first-${session.mustDo}`, message: OWING[session.mustDo] };
  }
  // What everybody may do rides on nobody's session.
  if (changes && !access.to.includes('public') && request.headers['x-csrf-token'] !== session.csrf) {
    return { status: 403, code: 'csrf', message: 'The request lacks the token of this session.' };
  }
  return isLimited(session.scope) && !(await isInside(request, access, session.scope, deps)) ? OUTSIDE : null;
}

/** A browser says where a request that changes something comes from; other programs say nothing. */
function isOurs({ headers }: FastifyRequest, { originAllowed }: GuardDeps): boolean {
  return headers['sec-fetch-site'] !== 'cross-site' && originAllowed(headers.origin, headers.host);
}

async function isInside(request: FastifyRequest, access: Access, scope: Scope, deps: GuardDeps): Promise<boolean> {
  const query = request.query as Partial<Record<string, unknown>>;
  const params = request.params as Partial<Record<string, string>>;
  const sees = (asset: unknown) => typeof asset === 'string' && deps.places.sees(scope, asset);
  const seesAlarm = async (alarm: unknown) => typeof alarm === 'string' && sees(await deps.assetOfAlarm(alarm));
  switch (access.scope) {
    case 'none':
    case 'parts':
    case 'fact':
      return true;
    case 'city':
      return false;
    case 'asset-in-query':
      return sees(query.asset);
    case 'alarm-in-query':
      return seesAlarm(query.alarm);
    case 'alarm-in-path':
      return seesAlarm(params.id);
    case 'device-in-path': {
      const assets = deps.assetsOfDevice(params.device ?? '');
      return assets !== null && assets.length > 0 && assets.every(sees);
    }
  }
}
