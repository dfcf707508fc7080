/** Puts a past into the store as the archive would, for tests. */
import type { AlarmRecord, FactRecord } from '@chengyun/contracts';
import { copyObservations, seriesIds } from '@chengyun/platform/store/observations.ts';
import type { Store } from '@chengyun/platform/store/store.ts';

export interface PastValue {
  readonly asset: string;
  readonly metric: string;
  readonly atMs: number;
  readonly value: number;
  /** Store code, see contracts/quality.ts; good when left out. */
  readonly quality?: number;
}

/** Of the log, over all writers of a test. */
let offset = 0;

export function createPastWriter(store: Store, timeline: string) {
  return {
    async alarms(...records: readonly AlarmRecord[]): Promise<void> {
      for (const record of records) {
        offset += 1;
        await store.query('INSERT INTO alarm_transitions VALUES ($1, $2, $3, to_timestamp($4 / 1000.0), $5)', [
          ...[offset, record.id, timeline, record.at, record],
        ]);
        await store.query(
          `INSERT INTO alarms VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0), $9)
           ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state, level = EXCLUDED.level, body = EXCLUDED.body`,
          [
            ...[record.id, timeline, record.rule, record.asset, `${record.condition}/${record.id}`],
            ...[record.state, record.level, record.raisedAt, record],
          ],
        );
      }
    },
    async facts(...records: readonly FactRecord[]): Promise<void> {
      for (const record of records) {
        offset += 1;
        await store.query('INSERT INTO facts VALUES ($1, $2, $3, to_timestamp($4 / 1000.0), $5)', [
          ...[offset, timeline, record.actor, record.rxAt, record],
        ]);
      }
    },
    async values(...values: readonly PastValue[]): Promise<void> {
      const ids = await seriesIds(
        store,
        values.map(({ asset, metric }) => ({ timeline, asset, metric })),
      );
      const rows = values.map(({ atMs, value, quality: qualityCode = 0 }, item) => ({
        ...{ atMs, value, qualityCode, flagBits: 0, series: ids[item] as number },
        ...{ tick: 1, partition: 0, logOffset: offset, item },
      }));
      await store.tx((client) => copyObservations(client, rows));
    },
  };
}
