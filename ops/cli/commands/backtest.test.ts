import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackTest } from '@chengyun/analytics/backtest/back-test.ts';
import { storeMadeLog } from '@chengyun/analytics/backtest/store-made-log.ts';
import { MADE_TIMELINE, makeLog } from '@chengyun/analytics/engine/made-log.ts';
import { readDomainFiles } from '@chengyun/analytics/rules/load-rules.ts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { CommandContext } from '../command.ts';
import { backtest } from './backtest.ts';
import { explain } from './explain.ts';

const database = withTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'chengyun-backtest-'));
const rain = readDomainFiles(DOMAINS[0]!, 'rules').find(({ file }) => file.endsWith('heavy-rain.yaml'))!.text;

beforeAll(async () => {
  const made = makeLog(9, 900);
  await storeMadeLog(database.store(), made);
  await putTimeline(database.store(), {
    ...{ id: MADE_TIMELINE, kind: 'exercise', clock: 'wall', pace: 1, anchorWallMs: 0, anchorTimelineMs: 0 },
    ...{ conductor: null, label: 'made', endedAtMs: null },
  });
  vi.stubEnv('CHENGYUN_DATABASE_URL', database.databaseUrl());
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

async function run(command: typeof backtest, args: readonly string[], options: CommandContext['options']) {
  const lines: string[] = [];
  let json: unknown = null;
  const code = await command.run({
    args,
    options: { 'data-dir': join(folder, 'none'), ...options },
    print: (text) => void lines.push(text),
    json: (value) => {
      json = value;
    },
    note: (text) => void lines.push(text),
  });
  return { code, text: lines.join('\n'), json: json as BackTest };
}

test('a draft is tested over the stored history of the installation, against what runs, with a page', async () => {
  const [rules, html] = [join(folder, 'draft.yaml'), join(folder, 'page.html')];
  writeFileSync(rules, rain.replace(/^version: .*/m, 'version: 2').replace('hour >= 36.0 &&', 'hour >= 50.0 &&'));
  const { code, text, json } = await run(backtest, [], { rules, against: 'current', html, from: '-12h' });
  expect(code).toBe(0);
  expect(text).toMatch(/speed .* x real time, \d+ observations\/s/);
  expect(text).toContain('flood.heavy-rain');
  expect(json.ticks.are).toBe('stored');
  expect(json.tested.rules.find(({ rule }) => rule === 'flood.heavy-rain')?.version).toBe(2);
  expect(json.diff!.later + json.diff!.gone).toBeGreaterThan(0);
  expect(json.diff!.changes.every(({ rule }) => rule === 'flood.heavy-rain')).toBe(true);
  expect(readFileSync(html, 'utf8')).toContain('flood.heavy-rain');
});

test.each([
  ['rules', 'metric: rain.hour', 'metric: rain.hours', /wrong\.yaml:\d+:\d+: unknown metric rain\.hours/],
  ['rules', 'id: flood.', 'id: sky.', /wrong\.yaml:2:1: rule "sky\.heavy-rain" begins with none of the domains/],
])('a wrong rule file is refused by its place (%s, %s)', async (_, from, to, message) => {
  const rules = join(folder, 'wrong.yaml');
  writeFileSync(rules, rain.replace(from, to));
  await expect(run(backtest, [], { rules })).rejects.toThrow(message);
});

test('what is not there is named', async () => {
  await expect(run(backtest, [], { rules: join(folder, 'no.yaml') })).rejects.toThrow('no.yaml cannot be read');
  await expect(run(backtest, [], { timeline: 'live' })).rejects.toThrow(
    'No observation of the timeline live is stored.',
  );
  await expect(run(backtest, [], { from: '2031-01-01', to: '2031-01-02' })).rejects.toThrow('nothing is in that span');
  await expect(run(explain, ['0123456789abcdef'], {})).rejects.toThrow('There is no alarm 0123456789abcdef');
});

test('a silence is explained from the store', async () => {
  const { text } = await run(explain, ['flood.underpass', 'underpass-yanggao-century'], { at: '-3h' });
  expect(text).toMatch(/^flood\.underpass v\d+ on underpass-yanggao-century at /);
  expect(text).toContain('with the ticks of that time');
});
