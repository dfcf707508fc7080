/** What the city owns and whether it can be believed: a station's history, devices with their agents, the catalogue. */
import { type AgentDevice, type DevicesAnswer, type Domain, portOf } from '@chengyun/contracts';
import { metricStandards } from '@chengyun/domains/index.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { readCameraViews } from '@chengyun/platform/store/camera-views.ts';
import { readSeriesQuality } from '@chengyun/platform/store/series-quality.ts';
import { readStationHistory } from '@chengyun/platform/store/station-history.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check, Convert } from 'typebox/value';
import { settingsRoutes } from './devices/settings-routes.ts';
import { errorBody, signedIn } from './http-session.ts';
import type { LiveState } from './live-state.ts';
import type { Registry } from './registry.ts';

const StationQuery = Type.Object({
  timeline: Type.String({ maxLength: 60 }),
  asset: Type.String({ maxLength: 64 }),
  metric: Type.String({ maxLength: 64 }),
  /** Timeline time, epoch milliseconds. */
  from: Type.Number(),
  to: Type.Number(),
  bins: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
});

export interface EstateRoutesDeps {
  readonly store: Store;
  readonly state: LiveState;
  readonly registry: Registry;
  readonly domains: readonly Domain[];
  readonly clock: Clock;
  readonly basePort: number;
  readonly defaultTimeline: () => string;
}

const BINS_DEFAULT = 360;
const DAY_MS = 24 * 3_600_000;
const SPAN_MS_MAX = 400 * DAY_MS;
const AGENT_ANSWER_MS_MAX = 1500;
const AGENTS = ['edgeSensor', 'edgeCamera'] as const;

export function estateRoutes(app: FastifyInstance, deps: EstateRoutesDeps): void {
  const { store, state, registry, domains, clock, basePort, defaultTimeline } = deps;
  settingsRoutes(app, { store, registry, clock });

  app.get(
    '/api/station',
    signedIn(async (_session, request, reply) => {
      const query = Convert(StationQuery, request.query);
      if (!Check(StationQuery, query) || query.to <= query.from || query.to - query.from > SPAN_MS_MAX) {
        return reply
          .code(400)
          .send(errorBody('schema', 'Asked are timeline, asset, metric, from and a later to, at most 400 days apart.'));
      }
      const { timeline, asset, metric, from, to, bins = BINS_DEFAULT } = query;
      const spans = await readStationHistory(store, { timeline, asset, metric, fromMs: from, toMs: to, bins });
      return { bins: spans, spanMs: (to - from) / bins };
    }),
  );

  app.get(
    '/api/catalogue',
    signedIn(async (_session, request) => {
      const { timeline = defaultTimeline() } = request.query as { timeline?: string };
      const metrics = [...metricStandards(domains).values()];
      const names = Object.assign({}, ...domains.map((domain) => domain.names));
      const toMs = state.timeline(timeline)?.view().nowMs ?? 0;
      const periodMs = new Map(metrics.map((metric) => [metric.id, metric.periodMs]));
      const series =
        toMs === 0 ? [] : await readSeriesQuality(store, { timeline, fromMs: toMs - DAY_MS, toMs, periodMs });
      return { timeline, toMs, metrics, series, names };
    }),
  );

  app.get(
    '/api/devices',
    signedIn(async (_session, request): Promise<DevicesAnswer> => {
      const { timeline = defaultTimeline() } = request.query as { timeline?: string };
      const view = state.timeline(timeline);
      const wallMs = clock.nowMs();
      const { rows } = await store.query<{ device: string; refused: number }>(
        'SELECT device, count(*)::int AS refused FROM quarantine GROUP BY device',
      );
      const views = await readCameraViews(store, timeline);
      const refused = new Map(rows.map((row) => [row.device, row.refused]));
      const devices = registry
        .devices()
        .filter((device) => device.timeline === timeline)
        .map(({ id, kind, assets, revokedAtMs }) => ({
          ...{ id, kind, assets, isRevoked: revokedAtMs !== null, refused: refused.get(id) ?? 0 },
          ...(view?.devices.last(id) ?? { wallMs: null, epoch: null, seq: null }),
          isOnline: view?.devices.isOnline(id, wallMs) ?? false,
          view: views.get(id) ?? null,
        }));
      const agents = await Promise.all(AGENTS.map((name) => askAgent(name, portOf(name, basePort))));
      return { timeline, wallMs, devices, agents: agents.filter((agent) => agent !== null) };
    }),
  );
}

/** An agent on this machine tells of its devices; one elsewhere, or none, is no answer. */
async function askAgent(name: string, port: number): Promise<DevicesAnswer['agents'][number] | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/devices`, {
      signal: AbortSignal.timeout(AGENT_ANSWER_MS_MAX),
    });
    return answer.ok ? { name, devices: (await answer.json()) as readonly AgentDevice[] } : null;
  } catch {
    return null;
  }
}
