/** The kill drill as a person runs it, short: the full number of kills is `chengyun drill kills`. */
import { expect, test } from 'vitest';
import { runCommand } from './command.ts';
import { freeBasePort, takenPorts } from './free-ports.ts';

const KILLS = 6;
const DRILL_MS_MAX = 170_000;

interface Report {
  readonly kills: Readonly<Record<string, number>>;
  readonly readings: { readonly accepted: number; readonly lost: number; readonly twice: number };
  readonly alarms: { readonly alarms: number; readonly identical: boolean };
  readonly ok: boolean;
}

test('after kill -9 under load nothing is lost, nothing is there twice, the alarms are the same', {
  timeout: DRILL_MS_MAX + 10_000,
}, async () => {
  const basePort = await freeBasePort();
  const args = ['drill', 'kills', '--kills', String(KILLS), '--port', String(basePort), '--json'];
  const { code, stdout, stderr } = await runCommand(args, {}, DRILL_MS_MAX);
  expect(stdout, stderr).toMatch(/^\{/);
  const report = JSON.parse(stdout) as Report;
  expect(report.readings.accepted).toBeGreaterThan(0);
  expect(report).toMatchObject({ ok: true, readings: { lost: 0, twice: 0 }, alarms: { identical: true } });
  expect(Object.values(report.kills).reduce((sum, count) => sum + count, 0)).toBe(KILLS);
  expect(code).toBe(0);
  expect(await takenPorts(basePort)).toEqual([]);
});
