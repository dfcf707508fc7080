/**
 * Settings of a sensor, the whole way: set at the desk with a reason, sealed and retained, taken or refused by the agent,
 * the answer on the page, the audit trail behind it.
 */
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { portOf } from '@chengyun/contracts';
import { createSeededChance } from '@chengyun/edge/agent/chance.ts';
import { readSensorConfig } from '@chengyun/edge/sensor/config.ts';
import { createSensorAgent, type SensorAgent } from '@chengyun/edge/sensor/sensor-agent.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from './axe-check.ts';
import { openBrowser } from './browser.ts';
import { openDesk, openDeskPage } from './desk-page.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

const DEVICE = 'rtu-quay';
const GAUGE = 'gauge-huangpu-park';

let city: Installation;
let gauge: Server;
let asked = 0;
let agent: SensorAgent;
let browser: Browser;

beforeAll(async () => {
  city = await startInstallation();
  const added = await city.command('device', 'add', DEVICE, '--asset', GAUGE);
  expect(added.code).toBe(0);
  gauge = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ level: 2 + Math.sin(asked) / 100 }));
  });
  await new Promise<void>((resolve) => gauge.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(gauge.address() as AddressInfo).port}/`;
  const readings = [{ path: '$.level', metric: 'water.level', asset: GAUGE, unit: 'm' }];
  const config = join(city.dataDir, 'sensors.json');
  const device = {
    device: DEVICE,
    credentialsFile: join(city.dataDir, 'devices', `${DEVICE}.json`),
    driver: { kind: 'http-poll', url, intervalMs: 2000, readings },
  };
  const mqttUrl = `mqtt://127.0.0.1:${portOf('mqtt', city.basePort)}`;
  writeFileSync(config, JSON.stringify({ mqttUrl, outboxDir: join(city.dataDir, 'quay'), devices: [device] }));
  agent = createSensorAgent(readSensorConfig(config), {
    ...{ clock: systemClock, chance: createSeededChance(6), logger: silentLogger, basePort: city.basePort },
  });
  await agent.start();
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await agent?.stop();
  gauge?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

async function openSettings(account: 'engineer' | 'operator'): Promise<Page> {
  const desk = await openDesk(browser, city, account);
  await openDeskPage(desk, 'devices');
  await desk.getByRole('button', { name: `Settings of ${DEVICE}` }).click();
  return desk;
}

test('an engineer changes how a sensor measures, and the page tells what the sensor says to it', async () => {
  const desk = await openSettings('engineer');
  const pane = desk.locator('.settings');
  await pane.getByText('Never sent; it works by the file of the agent').waitFor();
  await pane.getByText('Water level · Huangpu Park').waitFor();

  // Nothing goes without a reason, nor with a number that is out of its range.
  const save = pane.getByRole('button', { name: 'Save and send' });
  await pane.getByLabel('Spike').fill('1');
  await pane.getByText('A number is out of its range; it is marked').waitFor();
  expect(await pane.getByLabel('Spike').getAttribute('aria-invalid')).toBe('true');
  await pane.getByLabel('Spike').fill('9');
  await pane.getByLabel('Read every').fill('1');
  await pane.getByText('Saving needs a reason').waitFor();
  expect(await save.isDisabled()).toBe(true);
  await pane.getByLabel('Reason, at least four letters').fill('the quay is rough');
  expect(await violationsOf(desk)).toEqual([]);
  await save.click();
  await pane.getByText('Version 1 is in force at the sensor').waitFor();
  expect(agent.health()[0]?.settings).toBe(1);

  // What the sensor cannot do it refuses, in its own words, and goes on.
  await pane.getByLabel('Read · Water level').uncheck();
  await pane.getByLabel('Reason, at least four letters').fill('is it needed');
  await save.click();
  await pane.getByText('The sensor refused version 2 and works as before: Nothing would be read any more.').waitFor();
  expect(agent.health()[0]?.settings).toBe(1);
  const before = asked;
  await expect.poll(() => asked, { timeout: 5000 }).toBeGreaterThan(before + 2);

  const rows = await city.query(
    `SELECT actor, subject, body->'details'->>'reason' AS reason FROM audit WHERE action = 'device.tune' ORDER BY n`,
  );
  expect(rows).toEqual([
    { actor: 'engineer', subject: DEVICE, reason: 'the quay is rough' },
    { actor: 'engineer', subject: DEVICE, reason: 'is it needed' },
  ]);
}, 90_000);

test('an operator reads the settings and changes nothing', async () => {
  const desk = await openSettings('operator');
  const pane = desk.locator('.settings');
  await pane.getByText('Engineers change settings; others read them.').waitFor();
  await pane.getByText('saved by engineer').waitFor();
  expect(await pane.getByLabel('Spike').inputValue()).toBe('9');
  expect(await pane.getByLabel('Spike').isDisabled()).toBe(true);
  expect(await pane.getByRole('button', { name: 'Save and send' }).count()).toBe(0);
  expect(await violationsOf(desk)).toEqual([]);
});
