import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listAudit } from './audit/audit.ts';
import { createSettingsFile } from './settings-file.ts';

const database = withTestDatabase();
const NAME = 'limits.json';
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chengyun-settings-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

const write = (text: string) => writeFile(join(dataDir, NAME), text);

async function read(folder: string): Promise<number> {
  const text = await readFile(join(folder, NAME), 'utf8').catch(() => '0');
  if (!Number.isFinite(Number(text))) throw new AppError('LIMITS', `${NAME}: ${text} is no number.`);
  return Number(text);
}

function settings() {
  const lines: string[] = [];
  const file = createSettingsFile(
    { dataDir, name: NAME, without: 0, read, lookEveryMs: 20 },
    {
      store: database.store(),
      logger: createLogger('console', 'info', { write: (line) => void lines.push(line) }),
      counts: createMetrics('console').component('settings'),
    },
  );
  return { file, lines };
}

const taken = async () =>
  (await listAudit(database.store(), 50)).filter(({ action }) => action === 'settings.take').length;

test('a change is taken without a restart, a wrong one is said and changes nothing, and each stands on record', async () => {
  const { file, lines } = settings();
  await file.start();
  expect(file.current()).toBe(0);
  expect(await taken()).toBe(0);

  await write('60');
  await vi.waitFor(() => expect(file.current()).toBe(60));
  await vi.waitFor(async () => expect(await taken()).toBe(1));

  await write('sixty');
  await vi.waitFor(() => expect(lines.join('')).toContain('limits.json: sixty is no number.'));
  expect(file.current()).toBe(60);
  expect(await taken()).toBe(1);

  await write('90');
  await vi.waitFor(() => expect(file.current()).toBe(90));
  await vi.waitFor(async () => expect(await taken()).toBe(2));

  await file.stop();
  await write('120');
  const next = settings();
  await next.file.start();
  expect(next.file.current()).toBe(120);
  // Changed while nobody looked, and on record all the same; a start that finds nothing new writes nothing.
  expect(await taken()).toBe(3);
  await next.file.stop();
  const again = settings();
  await again.file.start();
  await again.file.stop();
  expect(await taken()).toBe(3);
});

test('a file that is wrong at the start is an error that names it', async () => {
  await write('many');
  await expect(settings().file.start()).rejects.toThrow('limits.json: many is no number.');
});
