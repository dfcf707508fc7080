/** What a person did wrong or the machine lacks is said in one sentence that names the thing, never in a stack trace. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portOf } from '@chengyun/contracts';
import { removeCluster } from '@chengyun/platform/postgres/embedded.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandResult, runCommand } from './command.ts';
import { freeBasePort, takenPorts } from './free-ports.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

const COMMAND_MS = 60_000;

/** The last line that came on stderr; progress of starting may stand before it. */
function sentenceOf({ stderr }: CommandResult): string {
  return stderr.trim().split('\n').at(-1) ?? '';
}

function expectSentence(result: CommandResult, code: number, thing: RegExp): void {
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(result.stderr).not.toContain('node_modules');
  expect(sentenceOf(result)).toMatch(/^chengyun/);
  expect(sentenceOf(result)).toMatch(thing);
  expect(result.code).toBe(code);
}

/** Side by side: an unreachable database is waited for, which takes half a minute of doing nothing. */
describe.concurrent('without a city', () => {
  const folders: string[] = [];
  const freshFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'chengyun-errors-'));
    folders.push(folder);
    return folder;
  };
  afterAll(async () => {
    for (const folder of folders) {
      await removeCluster(folder);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const up = (basePort: number, env: Readonly<Record<string, string>> = {}) =>
    runCommand(['up', '--no-simulators', '--data-dir', freshFolder(), '--port', String(basePort)], env);

  test('an unreachable database is named without its password', { timeout: COMMAND_MS }, async () => {
    const basePort = await freeBasePort();
    const nowhere = portOf('postgres', basePort);
    const url = `postgres://city:hunter2@127.0.0.1:${nowhere}/chengyun`;
    const result = await up(basePort, { DATABASE_URL: url });
    expectSentence(result, 2, new RegExp(`127\\.0\\.0\\.1:${nowhere}`));
    expect(result.stderr).not.toContain('hunter2');
    expect(await takenPorts(basePort)).toEqual([]);
  });

  test('a taken port is named', { timeout: COMMAND_MS }, async () => {
    const basePort = await freeBasePort();
    const port = portOf('mqtt', basePort);
    const squatter = await new Promise<Server>((resolve) => {
      const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
    });
    try {
      expectSentence(await up(basePort), 2, new RegExp(`Port ${port} \\(mqtt\\) is already in use`));
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  test.each<[title: string, args: readonly string[], code: number, thing: RegExp]>([
    ['a port that is no number', ['up', '--port', 'abc'], 2, /--port must be a whole number .* not "abc"/],
    ['an unknown scenario', ['up', '--scenario', 'meteor'], 2, /meteor/],
    ['a pace that is none', ['up', '--pace', 'fast'], 2, /--pace .* not "fast"/],
    ['a city that does not run', ['device', 'list'], 2, /No city runs in/],
    ['a clip that is not there', ['edge', 'camera', '--source', 'missing.mp4'], 2, /missing\.mp4/],
    ['an unknown data set', ['replay', 'nonsense'], 2, /nonsense/],
    ['an unknown option', ['up', '--sideways'], 64, /--sideways/],
  ])('%s', { timeout: COMMAND_MS }, async (_title, args, code, thing) => {
    expectSentence(await runCommand([...args, '--data-dir', freshFolder()]), code, thing);
  });

  test('a drill of an unknown scenario', { timeout: COMMAND_MS }, async () => {
    expectSentence(await runCommand(['drill', 'meteor']), 2, /meteor/);
  });

  test('an unknown command', { timeout: COMMAND_MS }, async () => {
    expectSentence(await runCommand(['nonsense']), 64, /there is no command "nonsense"/);
  });
});

describe('with a city', () => {
  let city: Installation;

  beforeAll(async () => {
    city = await startInstallation();
  });

  test('a second one in the same folder is refused', { timeout: COMMAND_MS }, async () => {
    expectSentence(await city.command('up', '--no-simulators'), 2, /runs in .* already/);
  });

  test('a device for an asset that nobody knows', { timeout: COMMAND_MS }, async () => {
    const asset = 'gauge-on-the-moon';
    expectSentence(
      await city.command('device', 'add', 'rtu-moon', '--asset', asset),
      2,
      /no asset "gauge-on-the-moon"/,
    );
  });

  test('a device without an asset, and one with an impossible id', { timeout: COMMAND_MS }, async () => {
    expectSentence(await city.command('device', 'add', 'rtu-nowhere'), 2, /--asset/);
    const twice = ['device', 'add', 'No Spaces!', '--asset', 'gauge-huangpu-park'];
    expectSentence(await city.command(...twice), 2, /"No Spaces!" is not a device id/);
  });

  test('Ctrl-C ends it with exit code 0 and leaves no process, the database included', {
    timeout: 90_000,
  }, async () => {
    expect(city.pids.length).toBeGreaterThan(6);
    expect(await city.stop()).toEqual(NOTHING_LEFT);
  });
});
