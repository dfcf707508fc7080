import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Domain } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { afterAll, expect, test, vi } from 'vitest';
import { MADE_TIMELINE, makeLog } from '../engine/made-log.ts';
import { createAnalytics } from './service.ts';

const folder = mkdtempSync(join(tmpdir(), 'chengyun-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const flood = DOMAINS.find(({ id }) => id === 'flood')!;
cpSync(fileURLToPath(flood.folderUrl), folder, { recursive: true });
const domains: readonly Domain[] = DOMAINS.map((domain) =>
  domain === flood ? { ...flood, folderUrl: `${pathToFileURL(folder).href}/` } : domain,
);
const file = join(folder, 'rules', 'underpass.yaml');
const right = readFileSync(file, 'utf8');

test.each([
  [
    'an unknown metric',
    'metric: water.depth',
    'metric: water.deepness',
    /underpass\.yaml:\d+:\d+: unknown metric water\.deepness/,
  ],
  [
    'a type error',
    /when: frozen < 0.5 && depth >= asset.closeCm/,
    "when: depth >= 'deep'",
    /underpass\.yaml:\d+:\d+: levels\.\w+\.when: /,
  ],
  [
    'an impossible order of levels',
    'threshold: "22.0"',
    'threshold: "12.0"',
    /underpass\.yaml:\d+:\d+: .*out of order/,
  ],
  ['an unknown rule', 'rule: flood.depth-stuck', 'rule: flood.depth-stock', /underpass\.yaml:\d+:\d+: unknown rule/],
  ['a missing action', /^action:\n(?: .*\n)+/m, '', /underpass\.yaml:\d+:\d+: .*action/],
])('%s is refused with file and line on reload, and the running rule speaks on', async (_, from, to, sentence) => {
  writeFileSync(file, right);
  const log = createMemoryLog({ telemetry: 1, alarms: 1, facts: 1 });
  const analytics = createAnalytics(
    {
      CHENGYUN_ANALYTICS_SNAPSHOT_MS: 0,
      CHENGYUN_ANALYTICS_WAITING_MAX: 100_000,
      CHENGYUN_ANALYTICS_TIMELINES_MAX: 4,
      CHENGYUN_ANALYTICS_RETRO_MS: 600_000,
      CHENGYUN_ANALYTICS_THREADS: 2,
      CHENGYUN_ANALYTICS_OPERATORS: 1,
    },
    {
      ...{ log, clock: createManualClock(), logger: silentLogger, metrics: createMetrics('analytics'), domains },
      snapshots: { load: async () => null, save: async () => {} },
      registry: { assets: async () => [], endedTimelines: async () => [], ruleText: async () => null },
      ...{ assessors: () => [], owner: 'test' },
      onFailure: (error) => {
        throw error;
      },
    },
  );
  await analytics.start();
  const before = analytics.rules().rules.length;
  const wrong = right.replace(from, to);
  expect(wrong).not.toBe(right);
  writeFileSync(file, wrong);
  analytics.reload();
  await vi.waitFor(() => expect(analytics.rules().problems).toHaveLength(1));
  expect(analytics.rules().problems[0]?.message).toMatch(sentence);
  expect(analytics.rules().rules).toHaveLength(before);

  const writer = await log.acquire('telemetry', 0, 'test');
  const lines = makeLog(3, 400).flatMap(({ records, tick }) =>
    [...records, tick].map((record) => JSON.stringify(record)),
  );
  await writer.append(lines, { producer: 'test', producerSeq: 1 });
  await vi.waitFor(() =>
    expect(analytics.explain(MADE_TIMELINE, 'flood.underpass', 'underpass-yanggao-century')?.at).toBeGreaterThan(0),
  );
  for await (const { records } of log.read('alarms', 0, 0, new AbortController().signal)) {
    if (records.some((line) => line.includes('"rule":"flood.underpass"'))) break;
  }
  await analytics.stop();
});
