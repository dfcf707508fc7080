/** Kills the whole database server several times under a writer that repeats what failed. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createEmbeddedPostgres, type EmbeddedPostgres, removeCluster } from '../postgres/embedded.ts';
import { readPostmasterFile } from '../postgres/leftover.ts';
import { systemClock } from '../service/clock.ts';
import { silentLogger } from '../service/logger.ts';
import { migrate } from '../store/migrate.ts';
import { createStore, type Store } from '../store/store.ts';
import { freePort } from '../testing/test-database.ts';
import type { LogWriter, RecordText } from './log.ts';
import { readRecords } from './log-contract.ts';
import { createPostgresLog } from './postgres-log.ts';

// Recovery waits for the disk, which may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

const APPENDS = 240;
const KILL_AT = new Set([41, 97, 180]);

let dataDir = '';
let postgres: EmbeddedPostgres;
let store: Store;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chengyun-crash-'));
  await chmod(dataDir, 0o755);
  postgres = createEmbeddedPostgres({ dataDir, port: await freePort(), logger: silentLogger });
  const { databaseUrl } = await postgres.start();
  store = await createStore({ databaseUrl, clock: systemClock });
  await migrate(store);
});
afterAll(async () => {
  await store.close();
  await postgres.stop();
  await removeCluster(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

async function untilServerAnswers(): Promise<void> {
  const probe = await createStore({ databaseUrl: store.databaseUrl, clock: systemClock });
  await probe.close();
}

/** Repeats until it is known to be in the log; counts the repeats. */
async function appendSurely(writer: LogWriter, records: RecordText[], producerSeq: number): Promise<number> {
  for (let repeats = 0; ; repeats++) {
    try {
      await writer.append(records, { producer: 'p', producerSeq, marks: new Map([['d', producerSeq]]) });
      return repeats;
    } catch (error) {
      expect(error).toMatchObject({ code: 'LOG_APPEND', retryable: true });
      await untilServerAnswers();
    }
  }
}

test('a server killed under load loses nothing that was acknowledged and doubles nothing', async () => {
  const log = createPostgresLog(store, { partitions: { telemetry: 1 } });
  const writer = await log.acquire('telemetry', 0, 'one');
  const wanted: string[] = [];
  let repeats = 0;
  for (let n = 1; n <= APPENDS; n++) {
    const records = Array.from({ length: 1 + (n % 7) }, (_, i) => JSON.stringify({ n, i }));
    const appending = appendSurely(writer, records, n);
    if (KILL_AT.has(n)) process.kill((await readPostmasterFile(join(dataDir, 'postgres')))?.pid ?? 0, 'SIGKILL');
    repeats += await appending;
    wanted.push(...records);
  }
  expect(repeats).toBeGreaterThan(0);
  expect(await readRecords(log, 'telemetry', 0, 0, wanted.length)).toEqual(wanted);
  expect(await log.head('telemetry', 0)).toBe(wanted.length);
  expect((await log.acquire('telemetry', 0, 'two')).marks()).toEqual(new Map([['d', APPENDS]]));
  await log.close();
});
