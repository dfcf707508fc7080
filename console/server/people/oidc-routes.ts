/** The way to the identity provider and back. What must come back unchanged lies sealed in a cookie of ten minutes. */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { FastifyInstance } from 'fastify';
import type { AuditEntry } from '../audit/audit.ts';
import { cookieOptions, errorBody } from '../http-session.ts';
import { SESSION_COOKIE, type Sessions } from '../sessions.ts';
import type { Oidc, OidcTrip } from './oidc.ts';
import type { SecretBox } from './secret-box.ts';
import { sessionLabel } from './session-label.ts';

const TRIP_COOKIE = 'chengyun_oidc';
const TRIP_MS_MAX = 600_000;
const PATH = '/api/oidc';

export interface OidcRoutesDeps {
  readonly oidc: () => Oidc | null;
  readonly sessions: Sessions;
  readonly box: () => SecretBox;
  readonly clock: Clock;
  readonly origin: string | null;
  readonly sessionMaxMs: number;
  readonly audit: (entry: AuditEntry) => Promise<void>;
}

export function oidcRoutes(app: FastifyInstance, deps: OidcRoutesDeps): void {
  const { oidc, sessions, box, clock, origin, sessionMaxMs, audit } = deps;
  const callbackOf = (host: string | undefined) => `${origin ?? `http://${host}`}${PATH}/callback`;

  app.get('/api/oidc', async () => ({ name: oidc()?.name ?? null }));

  app.get('/api/oidc/start', async (request, reply) => {
    const provider = oidc();
    if (!provider) return reply.code(404).send(errorBody('not-found', 'No identity provider is set up.'));
    try {
      const { url, trip } = await provider.begin(callbackOf(request.headers.host), clock.nowMs());
      const sealed = box()
        .seal(Buffer.from(JSON.stringify(trip)), TRIP_COOKIE)
        .toString('base64url');
      // Lax: the way back begins on the provider's page.
      reply.setCookie(TRIP_COOKIE, sealed, { ...cookieOptions(origin, TRIP_MS_MAX), path: PATH, sameSite: 'lax' });
      return reply.redirect(url);
    } catch {
      return reply.redirect('/login?refused=oidc-away');
    }
  });

  app.get('/api/oidc/callback', async (request, reply) => {
    const provider = oidc();
    const trip = tripFrom(request.cookies[TRIP_COOKIE], box(), clock.nowMs());
    reply.clearCookie(TRIP_COOKIE, { path: PATH });
    if (!provider || !trip) return reply.redirect('/login?refused=oidc-failed');
    const address = new URL(callbackOf(request.headers.host));
    address.search = new URL(request.url, address).search;
    const person = await provider.finish(address, trip);
    if (typeof person === 'string') {
      await audit({ actor: 'oidc', action: 'sign-in.failed', subject: 'oidc', details: { why: person } });
      return reply.redirect(`/login?refused=oidc-${person === 'failed' ? 'failed' : 'unknown'}`);
    }
    const { account, role } = person;
    const label = sessionLabel(request.headers['user-agent']);
    const { token } = await sessions.open(account, { label, secondFactor: false });
    await audit({ actor: account, action: 'sign-in', subject: account, details: { by: 'oidc' } });
    reply.setCookie(SESSION_COOKIE, token, cookieOptions(origin, sessionMaxMs));
    return reply.redirect(role === 'officer' ? '/field/index.html' : '/desk');
  });
}

function tripFrom(sealed: string | undefined, box: SecretBox, nowMs: number): OidcTrip | null {
  if (!sealed) return null;
  try {
    const trip = JSON.parse(box.open(Buffer.from(sealed, 'base64url'), TRIP_COOKIE).toString()) as OidcTrip;
    return nowMs - trip.atMs < TRIP_MS_MAX ? trip : null;
  } catch {
    // Not sealed by us: a forged or torn cookie is no trip.
    return null;
  }
}
