import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';

const POLL_MS = 20;
const CATCH_UP_MS_MAX = 120_000;

/** Waits until the archive has stored everything that the log holds now; returns the wall time at which it had. */
export async function archiveCaughtUp(store: Store, signal: AbortSignal): Promise<number> {
  const { rows: ends } = await store.query<{ partition: number; end: number }>(
    `SELECT partition, next_offset AS "end" FROM log_partitions WHERE stream = 'telemetry'`,
  );
  const untilMs = Date.now() + CATCH_UP_MS_MAX;
  for (;;) {
    const { rows: cursors } = await store.query<{ partition: number; at: number }>(
      `SELECT partition, next_offset AS at FROM cursors WHERE consumer = 'archive' AND stream = 'telemetry'`,
    );
    const nowMs = Date.now();
    const reached = new Map(cursors.map(({ partition, at }) => [partition, at]));
    if (ends.every(({ partition, end }) => (reached.get(partition) ?? 0) >= end)) return nowMs;
    if (nowMs > untilMs) throw new AppError('ARCHIVE', 'The archive did not catch up within two minutes.');
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Throws AppError NOT_STORED unless the store holds `observations` of these devices' assets: no rate of refused data. */
export async function assertStored(store: Store, prefix: string, observations: number): Promise<void> {
  const { rows } = await store.query<{ stored: number }>(
    'SELECT count(*) AS stored FROM observations WHERE series IN (SELECT id FROM series WHERE asset LIKE $1)',
    [`${prefix}-%`],
  );
  const stored = rows[0]?.stored ?? 0;
  if (stored === observations) return;
  throw new AppError('NOT_STORED', `${observations} observations were acknowledged, but ${stored} are in the store.`);
}
