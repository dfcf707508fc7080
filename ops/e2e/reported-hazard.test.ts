/**
 * What no sensor sees: a citizen reports it, the desk opens an incident, a team goes there, calls for help, proves that it
 * is safe, and the citizen reads that it is over.
 */
import { civicEn } from '@chengyun/console/desk/pages/words/civic-en.ts';
import { en as deskEn } from '@chengyun/console/desk/words/en.ts';
import { word } from '@chengyun/console/state/words/words.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { drawnJpeg } from './drawn-jpeg.ts';
import { eventually } from './eventually.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

const HERE = { lonDeg: 121.5066, latDeg: 31.2372 };
const TOKEN = 'a-hazard-that-nobody-sees-1';

let city: Installation;
let browser: Browser;
let surfaces: Surfaces;

beforeAll(async () => {
  city = await startInstallation();
  browser = await openBrowser();
  surfaces = await openSurfaces(browser, city, { timeline: 'live', officer: 'officer-1' });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

async function tell(path: string, body: object): Promise<{ steps?: { step: string }[] }> {
  const response = await fetch(`${city.consoleUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { steps?: { step: string }[] };
}

test('from the report of a citizen to the closure that a team proved', { timeout: 120_000 }, async () => {
  const { desk, phone } = surfaces;
  await phone.context().grantPermissions(['geolocation'], { origin: city.consoleUrl });
  await phone.context().setGeolocation({ latitude: HERE.latDeg + 0.02, longitude: HERE.lonDeg, accuracy: 5 });
  await tell('/api/public/reports', { token: TOKEN, kind: 'manhole', text: '井盖没了', ...HERE });

  await desk.goto(`${city.consoleUrl}/desk?timeline=live&buildings=500#citizens`);
  const report = desk.locator('.civic-pane', { hasText: '井盖没了' });
  await report.getByLabel(civicEn['citizens.domain']).selectOption('flood');
  await report.getByRole('button', { name: civicEn['citizens.openDo'] }).click();
  await report.getByRole('button', { name: 'Go to Reported: Missing manhole cover' }).click();
  await desk.waitForSelector('.desk-row[data-chosen="true"][data-state="active-acknowledged"]');
  await desk.waitForSelector('.dispatch li:first-child .desk-right:not(:empty)');
  await desk.keyboard.press('d');
  await desk.waitForSelector('.dispatch[data-choosing="true"]');
  await desk.keyboard.press('Enter');

  const step = (n: number) => phone.locator(`.thumb-steps button:nth-child(${n})[data-next="true"]:enabled`);
  await phone.locator('h1', { hasText: 'Go and look' }).waitFor();
  await phone.getByText(word('en', 'field.sentBy', { who: word('en', 'field.theDesk') })).waitFor();
  await step(1).click();
  // The phone reckons how far it is by itself; the desk is told a number and how old it is, and no place.
  await phone.locator('.figures', { hasText: '2.2 km' }).waitFor();
  await desk.locator('.incident-teams', { hasText: /to go, .* ago/ }).waitFor({ timeout: 40_000 });
  await step(2).click();

  await phone.locator('.hold').dispatchEvent('pointerdown');
  await phone.waitForSelector('.hold[data-state="called"]');
  const help = desk.locator('.attention li', { hasText: deskEn['attention.help'] });
  await help.waitFor();
  await desk.keyboard.press('n');
  await desk.waitForSelector('.notes input:focus');
  await desk.keyboard.type('Spoke to them, a fence is on its way.');
  await desk.keyboard.press('Enter');
  await help.waitFor({ state: 'detached' });

  await step(3).click();
  const missing = [word('en', 'field.noPhotoYet'), word('en', 'field.stepsLeft', { n: 2 })].join(' · ');
  await phone.locator('.done-sheet', { hasText: missing }).waitFor();
  await phone.locator('.done-sheet button').first().click();
  await phone
    .locator('.task-tools input[type=file]')
    .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: await drawnJpeg(phone) });
  await phone.locator('.photo-sheet button[data-next="true"]:enabled').click();
  await phone.waitForSelector('.photo-sheet', { state: 'detached' });
  for (const n of [0, 1, 2]) await phone.locator('.task-steps input').nth(n).check();
  await step(3).click();
  await phone.locator('.done-sheet button[data-next="true"]').click();

  await desk.getByRole('button', { name: deskEn['incident.close'] }).click();
  await desk.waitForSelector('.desk-row[data-chosen="true"]', { state: 'detached' });
  await phone.waitForSelector('.no-task');
  const { steps = [] } = await tell('/api/public/reports/progress', { token: TOKEN });
  expect(steps.map(({ step: reached }) => reached)).toEqual([
    ...['received', 'checked', 'incident', 'dispatched', 'onScene', 'resolved', 'closed'],
  ]);
  await eventually('the alarm is over', async () => {
    const [row] = await city.query<{ state: string }>("SELECT state FROM alarms WHERE rule = 'report.hazard'");
    return row?.state === 'normal';
  });
  expect(surfaces.errors).toEqual([]);
});
