import { bitsFromFlags } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { withTestDatabase } from '../testing/test-database.ts';
import { copyObservations, seriesIds } from './observations.ts';
import { readSeriesQuality } from './series-quality.ts';
import { readStationHistory } from './station-history.ts';

const database = withTestDatabase();
const START_MS = 1_700_000_000_000;
const MINUTE_MS = 60_000;

async function store(asset: string, values: readonly (readonly [minute: number, value: number, quality: number])[]) {
  const [series] = await seriesIds(database.store(), [{ timeline: 'live', asset, metric: 'water.level' }]);
  await database.store().tx((client) =>
    copyObservations(
      client,
      values.map(([minute, value, qualityCode], logOffset) => ({
        ...{ atMs: START_MS + minute * MINUTE_MS, series: series!, value, qualityCode },
        ...{ flagBits: qualityCode > 0 ? bitsFromFlags(['spike']) : 0, tick: 1, partition: 0, logOffset, item: 0 },
      })),
    ),
  );
}

test('each span has its average and its spread without what is bad, and says how much is doubtful and why', async () => {
  await store('gauge-a', [
    [0, 1, 0],
    [5, 3, 1],
    [10, 99, 2],
    [20, 5, 2],
  ]);
  const bins = await readStationHistory(database.store(), {
    ...{ timeline: 'live', asset: 'gauge-a', metric: 'water.level' },
    ...{ fromMs: START_MS, toMs: START_MS + 30 * MINUTE_MS, bins: 2 },
  });
  expect(bins).toEqual([
    { at: START_MS, value: 2, min: 1, max: 3, readings: 3, doubtful: 2, flags: ['spike'] },
    { at: START_MS + 15 * MINUTE_MS, value: null, min: null, max: null, readings: 1, doubtful: 1, flags: ['spike'] },
  ]);
});

test('completeness counts the periods that have a reading, from the first reading on', async () => {
  await store('gauge-b', [
    [10, 1, 0],
    [20, 1, 0],
    [21, 1, 1],
    [50, 1, 0],
  ]);
  const found = await readSeriesQuality(database.store(), {
    ...{ timeline: 'live', fromMs: START_MS, toMs: START_MS + 60 * MINUTE_MS },
    periodMs: new Map([['water.level', 10 * MINUTE_MS]]),
  });
  const own = found.find(({ asset }) => asset === 'gauge-b');
  expect(own).toMatchObject({ readings: 4, good: 3, filled: 3, expected: 5, newestAt: START_MS + 50 * MINUTE_MS });
});
