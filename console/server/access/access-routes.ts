/** Routes of people and of the public: signing in, accounts, the identity provider, reports, positions, shares. */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import type { AuditEntry } from '../audit/audit.ts';
import { createCitizenReports } from '../civic/citizen-reports.ts';
import { type PositionsDeps, positionRoutes } from '../civic/positions.ts';
import { publicRoutes } from '../civic/public-routes.ts';
import { reportRoutes } from '../civic/report-routes.ts';
import { shareRoutes } from '../civic/share-routes.ts';
import type { ConsoleConfig } from '../config.ts';
import type { Facts } from '../facts.ts';
import type { LiveState } from '../live-state.ts';
import { accountRoutes } from '../people/account-routes.ts';
import { oidcRoutes } from '../people/oidc-routes.ts';
import { peopleRoutes } from '../people/people-routes.ts';
import type { Registry } from '../registry.ts';
import { sessionRoutes } from '../routes-session.ts';
import type { ConsoleAccess } from './access.ts';

export interface AccessRoutesDeps {
  readonly access: ConsoleAccess;
  readonly store: Store;
  readonly state: LiveState;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  readonly wallKey: () => string;
  readonly positions: PositionsDeps;
  readonly facts: Facts;
  readonly defaultTimeline: () => string;
}

export function accessRoutes(app: FastifyInstance, config: ConsoleConfig, deps: AccessRoutesDeps): void {
  const { access, store, state, registry, clock, audit, wallKey, defaultTimeline, positions, facts } = deps;
  const { sessions, throttle, secondFactor, places, map, shares, box, oidc } = access;
  const { origin, sessionMaxMs, privacy } = config;
  const signing = { store, sessions, throttle, secondFactor, audit };
  const reports = createCitizenReports({
    ...{ store, clock },
    incident: (timeline, alarm) => state.timeline(timeline)?.incident(alarm) ?? null,
  });
  sessionRoutes(app, { ...signing, wallKey, origin, sessionMaxMs });
  accountRoutes(app, { ...signing, origin, sessionMaxMs });
  peopleRoutes(app, { ...signing, onChange: registry.refreshOfficers });
  oidcRoutes(app, { oidc, sessions, box, clock, origin, sessionMaxMs, audit });
  publicRoutes(app, { reports, privacy, state, places, map, defaultTimeline, nowMs: () => clock.nowMs() });
  reportRoutes(app, { reports, state, audit, clock, facts, timeline: registry.timeline });
  positionRoutes(app, positions);
  shareRoutes(app, { shares, places, assets: registry.assets });
}
