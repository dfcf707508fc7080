/**
 * Who may do what: the only list, for HTTP and Socket.IO alike. A route or an event without a line here cannot be
 * registered, so that nothing is open by oversight. `scope` says how an account that is limited to districts or domains
 * is held to them; it is enforced in guard.ts and never by a handler.
 */
import type { Role, View } from '@chengyun/contracts';

/** `public` is whoever is not signed in. */
export type Visitor = Role | 'public';

export type Scoping =
  /** Says nothing of single places: the map, a procedure, one's own account. */
  | 'none'
  /** About the whole city: only for accounts without limits. */
  | 'city'
  /** Parts of the answer that lie outside of the account's limits are left out. */
  | 'parts'
  /** Refused when what the request names lies outside. */
  | 'asset-in-query'
  | 'alarm-in-query'
  | 'alarm-in-path'
  | 'device-in-path'
  /** The fact is judged where all facts are judged (facts.ts). */
  | 'fact';

export interface Access {
  readonly to: readonly Visitor[];
  readonly scope: Scoping;
  /** Kind of data of privacy.yaml that it shows; roles that the file does not name are turned away. */
  readonly data?: string;
  /** Other systems may come with this kind of bearer token instead of a session. */
  readonly bearer?: 'cap' | 'share';
  /** Also open to who has a duty to settle first: a new password, a second factor. */
  readonly whileOwing?: true;
  /** Requests per minute of one account, or of one address without a session. */
  readonly perMin?: number;
}

const DESK = ['operator', 'dispatcher', 'engineer', 'auditor'] as const;
const SEEING = [...DESK, 'wall'] as const;
const PEOPLE = [...DESK, 'officer'] as const;
const SIGNED_IN = [...PEOPLE, 'wall'] as const;
export const EVERYBODY: readonly Visitor[] = [...SIGNED_IN, 'public'];
const RULE_READERS = ['engineer', 'operator', 'auditor'] as const;
const EDITORS = ['operator', 'engineer'] as const;

/** Which roles may open which view of the live state. */
export const VIEW_ROLES: Readonly<Record<View, readonly Role[]>> = {
  wall: SEEING,
  desk: DESK,
  field: ['officer'],
};

const everybody = (perMin?: number): Access => ({
  ...{ to: EVERYBODY, scope: 'none' },
  ...(perMin === undefined ? {} : { perMin }),
});
const to = (roles: readonly Visitor[], scope: Scoping, perMin?: number): Access => ({
  ...{ to: roles, scope },
  ...(perMin === undefined ? {} : { perMin }),
});
const shows = (data: string, access: Access): Access => ({ ...access, data });

/** Kinds of data that a view of the live state holds. */
export const DATA_OF_VIEW: Readonly<Record<View, readonly string[]>> = {
  wall: ['readings', 'alarms', 'actions', 'notes'],
  desk: ['readings', 'alarms', 'actions', 'notes'],
  field: ['alarms', 'actions'],
};

/** By method and pattern; HEAD goes with GET. */
export const ROUTE_ACCESS: Readonly<Record<string, Access>> = {
  // Pages hold no data of the city; health and metrics answer this machine only (http-app.ts).
  'GET /*': everybody(),
  'GET /': everybody(),
  'GET /favicon.ico': everybody(),
  'GET /desk': everybody(),
  'GET /field': everybody(),
  'GET /login': everybody(),
  'GET /wall': everybody(60),
  'GET /wall/card': everybody(),
  'GET /healthz': everybody(),
  'GET /readyz': everybody(),
  'GET /metrics': everybody(),

  'POST /api/login': everybody(30),
  'POST /api/logout': everybody(),
  'GET /api/me': { ...to(SIGNED_IN, 'none'), whileOwing: true },
  'GET /api/me/sessions': { ...to(PEOPLE, 'none'), whileOwing: true },
  'GET /api/me/changes': { ...to(PEOPLE, 'none'), whileOwing: true },
  'POST /api/me/sessions/close': { ...to(PEOPLE, 'none'), whileOwing: true },
  'POST /api/me/password': { ...to(PEOPLE, 'none', 30), whileOwing: true },
  'GET /api/me/second-factor': { ...to(PEOPLE, 'none'), whileOwing: true },
  'POST /api/me/second-factor/begin': { ...to(PEOPLE, 'none', 30), whileOwing: true },
  'POST /api/me/second-factor/confirm': { ...to(PEOPLE, 'none', 30), whileOwing: true },
  'POST /api/me/second-factor/remove': to(PEOPLE, 'none', 30),

  'GET /api/accounts': shows('accounts', to(['engineer', 'auditor'], 'city')),
  'POST /api/accounts': to(['engineer'], 'city', 60),
  'POST /api/accounts/:id/change': to(['engineer'], 'city', 60),
  'POST /api/accounts/:id/lock': to(['engineer'], 'city', 60),
  'POST /api/accounts/:id/open': to(['engineer'], 'city', 60),
  'POST /api/accounts/:id/unlock': to(['engineer'], 'city', 60),
  'POST /api/accounts/:id/reset': to(['engineer'], 'city', 60),
  'POST /api/accounts/:id/second-factor/remove': to(['engineer'], 'city', 60),

  'GET /api/oidc': everybody(),
  'GET /api/oidc/start': everybody(30),
  'GET /api/oidc/callback': everybody(30),

  'GET /public': everybody(),
  'GET /api/public/privacy': everybody(120),
  'GET /api/public/status': shows('city-status', everybody(120)),
  'POST /api/public/reports': everybody(20),
  'POST /api/public/reports/progress': everybody(120),
  'GET /api/reports': shows('citizen-reports', to(['operator', 'dispatcher', 'auditor'], 'city')),
  'GET /api/reports/:id/photo': shows('citizen-reports', to(['operator', 'dispatcher'], 'city', 120)),
  'POST /api/reports/:id/judge': to(['operator', 'dispatcher'], 'city', 120),
  'POST /api/reports/:id/incident': to(['operator', 'dispatcher'], 'city', 120),
  'POST /api/reports/:id/open': to(['operator', 'dispatcher'], 'city', 120),
  'GET /api/field': shows('actions', to(['officer'], 'parts', 240)),
  'POST /api/position': to(['officer'], 'none', 120),
  'DELETE /api/position': to(['officer'], 'none', 120),

  'GET /api/shares': shows('shared-data', to(DESK, 'city')),
  'POST /api/shares': to(['operator', 'dispatcher', 'engineer'], 'city', 60),
  'POST /api/shares/:id/approve': to(['engineer', 'auditor'], 'city', 60),
  'POST /api/shares/:id/refuse': to(['engineer', 'auditor'], 'city', 60),
  'POST /api/shares/:id/end': to(['engineer', 'auditor'], 'city', 60),
  'GET /api/shared/readings': { to: [], scope: 'none', bearer: 'share', perMin: 120 },

  'POST /api/facts': to(SIGNED_IN, 'fact', 600),
  'POST /api/duty': to(['officer'], 'none'),
  'GET /api/push/key': to(['officer'], 'none'),
  'POST /api/push/subscribe': to(['officer'], 'none'),

  'GET /api/history': shows('readings', to(SIGNED_IN, 'asset-in-query')),
  'GET /api/alarms/:id': shows('alarms', to(SEEING, 'alarm-in-path')),
  'GET /api/officers': shows('positions', to(['operator', 'dispatcher', 'engineer'], 'alarm-in-query')),
  'GET /api/quarantine': shows('devices', to(EDITORS, 'city')),
  'GET /api/audit': shows('audit', to(['auditor'], 'city')),
  'GET /api/explain': shows('alarms', to(SEEING, 'asset-in-query', 60)),
  'GET /api/forecasts': shows('readings', to(SEEING, 'asset-in-query')),
  'GET /api/assessments': shows('alarms', to(SEEING, 'city')),
  'GET /api/cases': shows('notes', to(SEEING, 'alarm-in-query')),
  'GET /api/guidance': to(SEEING, 'none'),
  'GET /api/retro': shows('alarms', to(SEEING, 'parts')),
  'GET /api/station': shows('readings', to(DESK, 'asset-in-query')),
  'GET /api/catalogue': shows('readings', to(DESK, 'parts')),
  'GET /api/devices': shows('devices', to(DESK, 'parts')),
  'GET /api/devices/:device/settings': shows('devices', to(DESK, 'device-in-path')),
  'POST /api/devices/:device/settings': to(['engineer'], 'device-in-path', 60),
  'GET /api/handover': shows('notes', to(DESK, 'city')),
  'GET /api/report': shows('notes', to(DESK, 'city')),
  'GET /api/procedures': to(SIGNED_IN, 'none'),
  'GET /api/sla': to(SIGNED_IN, 'none'),
  'POST /api/field-evidence': to(['officer'], 'none', 60),
  'GET /api/field-evidence/:blob': shows('evidence', to(DESK, 'city')),

  'GET /api/basemap': to(SIGNED_IN, 'none'),
  'GET /api/basemap/chunks/:file': to(SIGNED_IN, 'none'),
  'GET /api/basemap/facts': to(SIGNED_IN, 'none'),
  'GET /api/basemap/road': to(SIGNED_IN, 'none'),
  'GET /api/basemap/layers/:id': to(SIGNED_IN, 'none'),
  'GET /api/map-layers': to(SIGNED_IN, 'none'),
  'GET /api/map-layers/:id/shapes': to(SIGNED_IN, 'none'),

  'GET /api/cameras': shows('devices', to(DESK, 'parts')),
  'GET /api/cameras/:device/zones': shows('devices', to(DESK, 'device-in-path')),
  'POST /api/cameras/:device/zones': to(EDITORS, 'device-in-path'),
  'POST /api/cameras/:device/still': shows('stills', to(EDITORS, 'device-in-path', 10)),
  'GET /api/stills/:id': shows('stills', to(EDITORS, 'none')),
  // Of a camera that sees what happened; the incident itself must lie within the account's limits.
  'POST /api/incidents/:id/evidence': to(['operator', 'dispatcher'], 'alarm-in-path', 10),
  'GET /api/evidence/:id': shows('evidence', to(['operator', 'dispatcher'], 'none')),

  'GET /api/cap': shows('alarms', { to: DESK, scope: 'city', bearer: 'cap' }),
  'GET /api/cap/key': everybody(),
  'GET /api/cap/:id': shows('alarms', { to: DESK, scope: 'city', bearer: 'cap' }),

  'GET /api/rules': shows('rules', to(RULE_READERS, 'none')),
  'GET /api/rules/schema': to(RULE_READERS, 'none'),
  'GET /api/rules/running': shows('rules', to(RULE_READERS, 'none')),
  'GET /api/rules/running/:rule': shows('rules', to(RULE_READERS, 'none')),
  'GET /api/rules/:rule/:version': shows('rules', to(RULE_READERS, 'none')),
  'GET /api/rules/:rule/:version/backtest': to(RULE_READERS, 'city'),
  'GET /api/bench/:job': to(RULE_READERS, 'city'),
  'POST /api/rules': to(['engineer'], 'city'),
  'POST /api/rules/check': to(['engineer'], 'none', 240),
  'POST /api/rules/cases': to(['engineer'], 'none'),
  'POST /api/rules/:rule/:version/bench': to(['engineer'], 'city'),
  'POST /api/rules/:rule/:version/:step': to(EDITORS, 'city'),
};

/** Events that a browser may send over the socket; `subscribe` is judged by its view as well. */
export const EVENT_ACCESS: Readonly<Record<string, Access>> = {
  subscribe: to(SIGNED_IN, 'parts'),
  pace: to(SEEING, 'none'),
  shown: to(SEEING, 'none'),
  fact: to(SIGNED_IN, 'fact'),
};

/** What any route takes from one account or address in a minute unless its line says otherwise. */
export const REQUESTS_PER_MIN_MAX = 6000;

export function accessOfRoute(method: string, url: string): Access | null {
  return ROUTE_ACCESS[`${method === 'HEAD' ? 'GET' : method} ${url}`] ?? null;
}
