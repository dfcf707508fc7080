/** The quarantine in PostgreSQL. */
import type { RejectionReason } from '@chengyun/contracts';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';
import type { QuarantineStore } from './quarantine.ts';

export interface QuarantineRow {
  readonly id: number;
  readonly at: Date;
  readonly device: string;
  readonly topic: string;
  readonly reason: RejectionReason;
  readonly detail: string;
  /** At most 4 KiB of what was sent. */
  readonly payload: Uint8Array;
}

export interface QuarantineList {
  /** Newest first. */
  readonly rows: readonly QuarantineRow[];
  /** All refusals since the installation, also those whose rows are gone. */
  readonly counts: Readonly<Partial<Record<RejectionReason, number>>>;
}

/** PostgreSQL text cannot hold the character NUL. */
const storable = (text: string) => text.replaceAll('\0', '').toWellFormed();

export function createQuarantineStore(store: Store): QuarantineStore {
  return {
    insert: (rows, counts) =>
      store.tx(async (client) => {
        if (rows.length > 0) {
          await client.query(
            `INSERT INTO quarantine (device, topic, reason, detail, payload)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[])`,
            [
              rows.map((row) => row.device),
              rows.map((row) => storable(row.topic)),
              rows.map((row) => row.reason),
              rows.map((row) => storable(row.detail)),
              rows.map((row) => Buffer.from(row.payload)),
            ],
          );
        }
        await client.query(
          `INSERT INTO quarantine_counts (reason, count) SELECT * FROM unnest($1::text[], $2::bigint[])
           ON CONFLICT (reason) DO UPDATE SET count = quarantine_counts.count + EXCLUDED.count`,
          [[...counts.keys()], [...counts.values()]],
        );
      }),
    prune: async (rowsMax) => {
      await store.query(
        'DELETE FROM quarantine WHERE id <= (SELECT id FROM quarantine ORDER BY id DESC OFFSET $1 LIMIT 1)',
        [rowsMax],
      );
    },
  };
}

/** What was refused, for the engineer who looks for the silence of a device. */
export async function listQuarantine(store: Queryable, { limit }: { limit: number }): Promise<QuarantineList> {
  const { rows } = await store.query<QuarantineRow & Record<string, unknown>>(
    'SELECT id, at, device, topic, reason, detail, payload FROM quarantine ORDER BY id DESC LIMIT $1',
    [limit],
  );
  const counted = await store.query<{ reason: RejectionReason; count: number }>(
    'SELECT reason, count FROM quarantine_counts ORDER BY reason',
  );
  return { rows, counts: Object.fromEntries(counted.rows.map(({ reason, count }) => [reason, count])) };
}
