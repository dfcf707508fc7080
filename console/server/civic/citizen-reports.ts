/**
 * Hazards that citizens report. Nobody says who they are: the browser makes a random token, of which the store keeps the
 * SHA-256, and with it the same page shows what became of the report. The same token sent twice is one report.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type Incident, LIVE_TIMELINE, type ReportKind } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';
import type { CitizenReport } from '../../state/citizen-report.ts';
import { appendAuditIn } from '../audit/audit.ts';
import { scrubText } from './scrub-text.ts';

/** A transition as the citizen reads it. */
export interface ReportStep {
  readonly step: 'received' | 'checked' | 'refused' | 'incident' | 'dispatched' | 'onScene' | 'resolved' | 'closed';
  readonly at: number;
  /** What whoever judged it wrote to the citizen. */
  readonly note?: string;
}

export interface NewReport {
  readonly token: string;
  readonly kind: ReportKind;
  readonly text: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly district: string | null;
  readonly photo: Buffer | null;
}

export interface CitizenReports {
  /** False when there are too many that nobody has looked at. */
  take(report: NewReport): Promise<boolean>;
  /** Null: there is no report of this token. */
  steps(token: string): Promise<readonly ReportStep[] | null>;
  list(): Promise<readonly CitizenReport[]>;
  find(id: string): Promise<CitizenReport | null>;
  photo(id: string): Promise<Buffer | null>;
  /** False when it is not there or was judged already. */
  judge(id: string, verdict: 'checked' | 'refused', note: string, by: string): Promise<boolean>;
  /** Makes it a part of an incident; false when it is not there, was refused or has one. */
  link(id: string, timeline: string, alarm: string, by: string): Promise<boolean>;
  countsByDistrict(sinceMs: number): Promise<ReadonlyMap<string, number>>;
}

/** Four digits of a degree: about ten metres. */
const PLACE_DIGITS = 1e4;
const UNJUDGED_MAX = 2000;
const LIST_MAX = 200;
const HOPS = ['dispatched', 'onScene', 'resolved', 'closed'] as const;

export function createCitizenReports(deps: {
  readonly store: Store;
  readonly clock: Clock;
  readonly incident: (timeline: string, alarm: string) => Incident | null;
}): CitizenReports {
  const { store, clock, incident } = deps;
  const sha256 = (token: string) => createHash('sha256').update(token).digest();
  const rounded = (deg: number) => Math.round(deg * PLACE_DIGITS) / PLACE_DIGITS;
  const now = () => new Date(clock.nowMs());

  return {
    async take({ token, kind, text, lonDeg, latDeg, district, photo }) {
      const waiting = await store.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM citizen_reports WHERE state = 'received'",
      );
      if ((waiting.rows[0]?.count ?? 0) >= UNJUDGED_MAX) return false;
      await store.query(
        `INSERT INTO citizen_reports (id, token_sha256, kind, text, lon_deg, lat_deg, district, photo, state, at, timeline)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'received', $9, $10) ON CONFLICT (token_sha256) DO NOTHING`,
        [
          ...[randomBytes(9).toString('base64url'), sha256(token), kind, scrubText(text)],
          ...[rounded(lonDeg), rounded(latDeg), district, photo, now(), LIVE_TIMELINE],
        ],
      );
      return true;
    },
    async steps(token) {
      const { rows } = await store.query<Row>(`${SELECT} WHERE token_sha256 = $1`, [sha256(token)]);
      const [row] = rows;
      if (!row) return null;
      const { state, at, judgedAt, linkedAt, timeline, alarm, note } = row;
      const steps: ReportStep[] = [{ step: 'received', at }];
      if (judgedAt !== null) {
        const step = state === 'refused' ? 'refused' : 'checked';
        steps.push({ step, at: judgedAt, ...(note === '' ? {} : { note }) });
      }
      if (linkedAt !== null) steps.push({ step: 'incident', at: linkedAt });
      const hops = alarm === null ? null : (incident(timeline, alarm)?.hops ?? null);
      for (const hop of HOPS) {
        const reached = hops?.[hop] ?? null;
        if (reached !== null) steps.push({ step: hop, at: Math.max(reached, linkedAt ?? 0) });
      }
      return steps;
    },
    async list() {
      const { rows } = await store.query<Row>(`${SELECT} ORDER BY at DESC LIMIT ${LIST_MAX}`);
      return rows.map(lineOf);
    },
    async find(id) {
      const { rows } = await store.query<Row>(`${SELECT} WHERE id = $1`, [id]);
      return rows[0] ? lineOf(rows[0]) : null;
    },
    async photo(id) {
      const { rows } = await store.query<{ photo: Buffer | null }>('SELECT photo FROM citizen_reports WHERE id = $1', [
        id,
      ]);
      return rows[0]?.photo ?? null;
    },
    judge: (id, verdict, note, by) =>
      store.tx(async (client) => {
        const { rowCount } = await client.query(
          `UPDATE citizen_reports SET state = $2, note = $3, judged_by = $4, judged_at = $5
           WHERE id = $1 AND state = 'received'`,
          [id, verdict, scrubText(note), by, now()],
        );
        return audited(client, rowCount, { actor: by, action: `report.${verdict}`, subject: id });
      }),
    link: (id, timeline, alarm, by) =>
      store.tx(async (client) => {
        const { rowCount } = await client.query(
          `UPDATE citizen_reports SET state = 'incident', timeline = $2, alarm = $3, linked_at = $4,
             judged_by = coalesce(judged_by, $5), judged_at = coalesce(judged_at, $4)
           WHERE id = $1 AND state IN ('received', 'checked')`,
          [id, timeline, alarm, now(), by],
        );
        return audited(client, rowCount, { actor: by, action: 'report.incident', subject: id });
      }),
    async countsByDistrict(sinceMs) {
      const { rows } = await store.query<{ district: string; count: number }>(
        `SELECT district, count(*)::int AS count FROM citizen_reports
         WHERE at > $1 AND district IS NOT NULL AND state <> 'refused' GROUP BY district`,
        [new Date(sinceMs)],
      );
      return new Map(rows.map(({ district, count }) => [district, count]));
    },
  };
}

interface Row extends CitizenReport {
  readonly judgedAt: number | null;
  readonly linkedAt: number | null;
  readonly timeline: string;
}

const lineOf = ({ judgedAt: _judged, linkedAt: _linked, timeline: _timeline, ...line }: Row): CitizenReport => line;
const ms = (column: string, as: string) => `(extract(epoch FROM ${column}) * 1000)::bigint AS "${as}"`;
const SELECT = `SELECT id, kind, text, lon_deg AS "lonDeg", lat_deg AS "latDeg", district, photo IS NOT NULL AS "hasPhoto",
  state, ${ms('at', 'at')}, ${ms('judged_at', 'judgedAt')}, ${ms('linked_at', 'linkedAt')}, timeline, alarm, note
  FROM citizen_reports`;

async function audited(
  client: Queryable,
  rowCount: number | null,
  entry: { readonly actor: string; readonly action: string; readonly subject: string },
): Promise<boolean> {
  if (!rowCount) return false;
  await appendAuditIn(client, { ...entry, details: {} });
  return true;
}
