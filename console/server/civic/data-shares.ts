/**
 * Data shared between departments: somebody asks, naming the purpose; another person approves or refuses; until it ends,
 * or is taken back, a bearer token reads exactly the metrics, districts and days that were approved. All of it is
 * audited, each day of reading as well. Only readings are shared: what people did and where is never in a share.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';
import { SHARE_DAYS_MAX, type Share, type ShareWish } from '../../state/data-share.ts';
import { isPeopleMetric } from '../../state/people-metrics.ts';
import { appendAuditIn } from '../audit/audit.ts';

export interface DataShares {
  ask(wish: ShareWish, by: string): Promise<string>;
  /** The token, once. Throws AppError SHARE: asked by the same person, decided already, not there. */
  approve(id: string, by: string): Promise<string>;
  refuse(id: string, reason: string, by: string): Promise<void>;
  /** Ends it at once. */
  end(id: string, by: string): Promise<void>;
  list(): Promise<readonly Share[]>;
  /** Null: no such token, not approved, over. */
  find(token: string): Promise<Share | null>;
  /** Readings, oldest first, within the share; rows beyond the limit need a later `fromMs`. */
  read(
    share: Share,
    query: { readonly metric: string; readonly fromMs: number; readonly limit: number },
    assets: readonly string[],
  ): Promise<readonly SharedReading[]>;
}

export interface SharedReading {
  readonly asset: string;
  readonly metric: string;
  readonly at: number;
  readonly value: number;
}

const DAY_MS = 24 * 3_600_000;
const SELECT = `SELECT id, department, purpose, metrics, districts, (extract(epoch FROM from_at) * 1000)::bigint AS "fromMs",
  (extract(epoch FROM to_at) * 1000)::bigint AS "toMs", (extract(epoch FROM expires_at) * 1000)::bigint AS "expiresMs",
  state, requested_by AS "requestedBy", decided_by AS "decidedBy", reads FROM data_shares`;
const fail = (message: string): AppError => new AppError('SHARE', message);
const sha256 = (token: string) => createHash('sha256').update(token).digest();

export function createDataShares({ store, clock }: { readonly store: Store; readonly clock: Clock }): DataShares {
  const now = () => new Date(clock.nowMs());
  const decide = async (
    id: string,
    by: string,
    action: string,
    details: Readonly<Record<string, unknown>>,
    change: (client: Queryable, share: Share) => Promise<void>,
  ): Promise<void> => {
    await store.tx(async (client) => {
      const { rows } = await client.query<Share>(`${SELECT} WHERE id = $1 FOR UPDATE`, [id]);
      if (!rows[0]) throw fail('There is no such request.');
      await change(client, rows[0]);
      await appendAuditIn(client, { actor: by, action, subject: id, details });
    });
  };

  return {
    async ask(wish, by) {
      const { department, purpose, metrics, districts, fromMs, toMs, expiresMs } = wish;
      const people = metrics.find(isPeopleMetric);
      if (people) throw fail(`${people} counts people and is not shared.`);
      if (toMs <= fromMs) throw fail('The readings end before they begin.');
      const nowMs = clock.nowMs();
      if (expiresMs <= nowMs || expiresMs > nowMs + SHARE_DAYS_MAX * DAY_MS) {
        throw fail(`A share ends within ${SHARE_DAYS_MAX} days from now.`);
      }
      const id = randomBytes(9).toString('base64url');
      await store.tx(async (client) => {
        await client.query(
          `INSERT INTO data_shares (id, department, purpose, metrics, districts, from_at, to_at, expires_at, requested_by,
             requested_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'asked')`,
          [
            id,
            department,
            purpose,
            metrics,
            districts,
            new Date(fromMs),
            new Date(toMs),
            new Date(expiresMs),
            by,
            now(),
          ],
        );
        await appendAuditIn(client, { actor: by, action: 'share.ask', subject: id, details: { ...wish } });
      });
      return id;
    },
    async approve(id, by) {
      const token = randomBytes(32).toString('base64url');
      await decide(id, by, 'share.approve', {}, async (client, share) => {
        if (share.state !== 'asked') throw fail('This request was decided already.');
        if (share.requestedBy === by) throw fail('Another person than who asked has to approve it.');
        await client.query(
          "UPDATE data_shares SET state = 'approved', decided_by = $2, decided_at = $3, token_sha256 = $4 WHERE id = $1",
          [id, by, now(), sha256(token)],
        );
      });
      return token;
    },
    async refuse(id, reason, by) {
      await decide(id, by, 'share.refuse', { reason }, async (client, share) => {
        if (share.state !== 'asked') throw fail('This request was decided already.');
        await client.query(
          "UPDATE data_shares SET state = 'refused', decided_by = $2, decided_at = $3, reason = $4 WHERE id = $1",
          [id, by, now(), reason],
        );
      });
    },
    async end(id, by) {
      await decide(id, by, 'share.end', {}, async (client, share) => {
        if (share.state !== 'approved') throw fail('This share is not in force.');
        await client.query("UPDATE data_shares SET state = 'ended', token_sha256 = NULL WHERE id = $1", [id]);
      });
    },
    async list() {
      const { rows } = await store.query<Share>(`${SELECT} ORDER BY requested_at DESC LIMIT 200`);
      return rows;
    },
    async find(token) {
      const { rows } = await store.query<Share>(
        `${SELECT} WHERE token_sha256 = $1 AND state = 'approved' AND expires_at > $2`,
        [sha256(token), now()],
      );
      return rows[0] ?? null;
    },
    async read(share, { metric, fromMs, limit }, assets) {
      if (!share.metrics.includes(metric)) throw fail(`${metric} is not in this share.`);
      const { rows } = await store.query<SharedReading>(
        `SELECT s.asset, s.metric, (extract(epoch FROM o.at) * 1000)::bigint AS at, o.value
         FROM series s JOIN observations o ON o.series = s.id
         WHERE s.timeline = 'live' AND s.metric = $1 AND s.asset = ANY($2) AND o.at >= $3 AND o.at < $4
         ORDER BY o.at, s.asset LIMIT $5`,
        [metric, assets, new Date(Math.max(fromMs, share.fromMs)), new Date(share.toMs), limit],
      );
      await store.tx(async (client) => {
        await client.query('UPDATE data_shares SET reads = reads + 1 WHERE id = $1', [share.id]);
        const day = new Date(clock.nowMs()).toISOString().slice(0, 10);
        const entry = { actor: share.department, action: 'share.read', subject: `${share.id} ${metric} ${day}` };
        await appendAuditIn(client, { ...entry, details: { metric } }, true);
      });
      return rows;
    },
  };
}
