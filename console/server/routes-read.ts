/** What people and pages read over HTTP: history, base map, one alarm's transitions, officers, quarantine, audit. */
import type { AlarmRecord, OfficerView } from '@chengyun/contracts';
import { readHistory } from '@chengyun/platform/store/history.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check, Convert } from 'typebox/value';
import { listAudit } from './audit/audit.ts';
import { auditPublicKey, readCheckpoints } from './audit/checkpoints.ts';
import { verifyAudit } from './audit/verify-audit.ts';
import { errorBody, signedIn } from './http-session.ts';

const HistoryQuery = Type.Object({
  timeline: Type.String({ maxLength: 60 }),
  asset: Type.String({ maxLength: 64 }),
  metric: Type.String({ maxLength: 64 }),
  /** Timeline time, epoch milliseconds. */
  from: Type.Number(),
  to: Type.Number(),
  bins: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
});
const BINS_DEFAULT = 240;
const LIST_MAX = 200;

export interface ReadRoutesDeps {
  readonly store: Store;
  /** Whom to send to an alarm, best first. */
  readonly officersFor: (timeline: string, alarm: string) => readonly OfficerView[];
  readonly defaultTimeline: () => string;
  /** The base map as JSON text; built once. */
  readonly basemap: () => Promise<string>;
  /** Where the checkpoints of the audit trail are. */
  readonly dataDir: string;
}

export function readRoutes(app: FastifyInstance, deps: ReadRoutesDeps): void {
  const { store, dataDir } = deps;

  app.get(
    '/api/history',
    signedIn(async (_session, request, reply) => {
      const query = Convert(HistoryQuery, request.query);
      if (!Check(HistoryQuery, query) || query.to <= query.from) {
        return reply.code(400).send(errorBody('schema', 'Asked are timeline, asset, metric, from and a later to.'));
      }
      const { timeline, asset, metric, from, to, bins = BINS_DEFAULT } = query;
      return { points: await readHistory(store, { timeline, asset, metric, fromMs: from, toMs: to, bins }) };
    }),
  );

  let basemap: Promise<string> | null = null;
  app.get(
    '/api/basemap',
    signedIn(async (_session, _request, reply) => {
      basemap ??= deps.basemap();
      return reply
        .type('application/json')
        .header('cache-control', 'private, max-age=3600')
        .send(await basemap);
    }),
  );

  app.get(
    '/api/alarms/:id',
    signedIn(async (_session, request) => {
      const { id } = request.params as { id: string };
      const { rows } = await store.query<{ body: AlarmRecord }>(
        'SELECT body FROM alarm_transitions WHERE alarm = $1 ORDER BY log_offset DESC LIMIT $2',
        [id, LIST_MAX],
      );
      return { transitions: rows.map((row) => row.body).reverse() };
    }),
  );

  app.get(
    '/api/officers',
    signedIn(async (_session, request) => {
      const { timeline = deps.defaultTimeline(), alarm = '' } = request.query as { timeline?: string; alarm?: string };
      const officers = deps.officersFor(timeline, alarm);
      const [first] = officers;
      return { officers, suggested: first?.onDuty && !first.busy ? first.id : null };
    }),
  );

  app.get(
    '/api/quarantine',
    signedIn(async () => {
      const counts = await store.query<{ reason: string; count: number }>(
        'SELECT reason, count FROM quarantine_counts ORDER BY count DESC',
      );
      const { rows } = await store.query<Record<string, unknown>>(
        `SELECT id, (extract(epoch FROM at) * 1000)::bigint AS at, device, topic, reason, detail
         FROM quarantine ORDER BY id DESC LIMIT ${LIST_MAX}`,
      );
      return { counts: counts.rows, newest: rows };
    }),
  );

  app.get(
    '/api/audit',
    signedIn(async () => {
      const [checkpoints, publicKey] = [await readCheckpoints(dataDir), await auditPublicKey(dataDir)];
      return { chain: await verifyAudit(store, { checkpoints, publicKey }), newest: await listAudit(store, LIST_MAX) };
    }),
  );
}
