/** What archive, history and retention must do on every kind of server. Called inside a test file with its store. */
import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../service/clock.ts';
import { readHistory, readSparks } from './history.ts';
import { copyObservations, createSeriesIds, type ObservationRow, seriesIds } from './observations.ts';
import { DAY_MS } from './partitions.ts';
import { dropOldObservations } from './retention.ts';
import type { Store } from './store.ts';
import { putTimeline } from './timelines.ts';

export const NOON_MS = Date.UTC(2026, 6, 20, 12);

/** Row `n` is `n` minutes after noon with value `n`. */
export function row(n: number, series: number, changes: Partial<ObservationRow> = {}): ObservationRow {
  return {
    atMs: NOON_MS + n * 60_000,
    series,
    value: n,
    qualityCode: 0,
    flagBits: 0,
    tick: n,
    partition: 0,
    logOffset: n,
    item: 0,
    ...changes,
  };
}

export function describeObservations(name: string, store: () => Store): void {
  describe(`observations on ${name}`, () => {
    const live = { timeline: 'live', asset: 'gauge-1', metric: 'water.level' };
    beforeEach(async () => {
      await store().query('TRUNCATE observations, series');
    });
    const copy = (rows: ObservationRow[]) => store().tx((client) => copyObservations(client, rows));

    test('what is copied is read back to the last bit', async () => {
      const [series = 0] = await seriesIds(store(), [live]);
      const values = [0, -0, 1 / 3, -1e300, 5e-324, Number.MAX_SAFE_INTEGER];
      const rows = values.map((value, n) =>
        row(n, series, { value, tick: 2 ** 40 + n, logOffset: 2 ** 41 + n, item: n }),
      );
      expect(await copy(rows)).toBe(values.length);
      const { rows: kept } = await store().query(
        `SELECT (extract(epoch FROM at) * 1000)::float8 AS "atMs", series, value, quality AS "qualityCode",
           flags AS "flagBits", tick, partition, log_offset AS "logOffset", item FROM observations ORDER BY at`,
      );
      expect(kept).toEqual(rows);
    });

    test('a batch may span chunks and distant days', async () => {
      const [series = 0] = await seriesIds(store(), [live]);
      const rows = Array.from({ length: 20_000 }, (_, n) => row(n, series, { atMs: NOON_MS + (n % 3) * DAY_MS + n }));
      const storm = row(0, series, { atMs: Date.UTC(2014, 8, 15) });
      expect(await copy([...rows, storm])).toBe(20_001);
      const { rows: counts } = await store().query<{ count: number }>('SELECT count(*) FROM observations');
      expect(counts).toEqual([{ count: 20_001 }]);
    });

    test('a failing copy leaves nothing behind and the connection usable', async () => {
      const [series = 0] = await seriesIds(store(), [live]);
      await store().query('ALTER TABLE observations ADD CONSTRAINT small CHECK (value < 100)');
      const failing = copy(Array.from({ length: 30_000 }, (_, n) => row(n, series)));
      await expect(failing).rejects.toThrow('small');
      await store().query('ALTER TABLE observations DROP CONSTRAINT small');
      expect(await copy([row(1, series)])).toBe(1);
      const all = { ...live, fromMs: NOON_MS, toMs: NOON_MS + DAY_MS };
      expect(await readHistory(store(), all)).toEqual([{ at: NOON_MS + 60_000, value: 1 }]);
    });

    test('history leaves bad values out and averages over bins', async () => {
      const [series = 0, other = 0] = await seriesIds(store(), [live, { ...live, asset: 'gauge-2' }]);
      await copy([
        ...[5, 0, 1, 2, 3, 4].map((n) => row(n, series)),
        row(3, series, { value: 999, qualityCode: 2 }),
        row(3, other, { value: 77 }),
      ]);
      const range = { ...live, fromMs: NOON_MS, toMs: NOON_MS + 6 * 60_000 };
      const readings = await readHistory(store(), range);
      expect(readings.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await readHistory(store(), { ...range, bins: 3 })).toEqual([
        { at: NOON_MS, value: 0.5 },
        { at: NOON_MS + 120_000, value: 2.5 },
        { at: NOON_MS + 240_000, value: 4.5 },
      ]);
      expect(await readHistory(store(), { ...range, asset: 'unknown' })).toEqual([]);
    });

    test('many spark lines come in one query, with null where there was nothing', async () => {
      const [series = 0] = await seriesIds(store(), [live]);
      await copy([row(0, series), row(1, series), row(5, series)]);
      const range = { timeline: 'live', fromMs: NOON_MS, toMs: NOON_MS + 6 * 60_000 };
      const sparks = await readSparks(store(), { ...range, keys: ['gauge-1|water.level', 'no|such'], bins: 3 });
      expect([...sparks]).toEqual([
        ['gauge-1|water.level', [0.5, null, 5]],
        ['no|such', [null, null, null]],
      ]);
    });

    test('a series keeps its number, whoever asks first', async () => {
      const keys = Array.from({ length: 50 }, (_, n) => ({ ...live, metric: `m${n}` }));
      const cached = createSeriesIds(store().pool);
      const asked = await Promise.all([
        cached.idsOf(keys),
        cached.idsOf([...keys].reverse()),
        seriesIds(store(), keys),
        cached.idsOf(keys),
      ]);
      expect(new Set(asked[0]).size).toBe(50);
      expect(asked[1]?.toReversed()).toEqual(asked[0]);
      expect(asked[2]).toEqual(asked[0]);
      expect(asked[3]).toEqual(asked[0]);
    });

    test('old days are dropped, unless a replay that still runs plays in them', async () => {
      const replay = { timeline: 'replay:storm', asset: 'gauge-1', metric: 'water.level' };
      const [series = 0, played = 0] = await seriesIds(store(), [live, replay]);
      const timeline = {
        id: 'replay:storm',
        kind: 'replay',
        clock: 'conducted',
        pace: 1,
        anchorWallMs: systemClock.nowMs(),
        anchorTimelineMs: 0,
        conductor: null,
        label: 'storm',
      } as const;
      await putTimeline(store(), { ...timeline, endedAtMs: null });
      await copy([
        row(0, series),
        row(0, series, { atMs: NOON_MS - 2 * DAY_MS }),
        row(0, played, { atMs: NOON_MS - 4 * DAY_MS }),
      ]);
      const count = async () =>
        (await store().query<{ count: number }>('SELECT count(*) FROM observations')).rows[0]?.count;
      await dropOldObservations(store(), NOON_MS - DAY_MS);
      expect(await count()).toBe(2);
      await putTimeline(store(), { ...timeline, endedAtMs: 1 });
      await dropOldObservations(store(), NOON_MS - DAY_MS);
      expect(await count()).toBe(1);
    });
  });
}
