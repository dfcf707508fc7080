/**
 * The loop on the real product: a pump trips in the rain, the desk acknowledges and dispatches by keys alone, the phone
 * accepts, arrives and is done, the pump runs again, the incident is closed; what happened is in the store and the audit.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { eventually } from './eventually.ts';
import { type FloodedPumps, floodPumps } from './flooded-pumps.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

/** The alarm is over two minutes after the pump runs again: four seconds at this pace. */
const PACE = 30;
const PUMP = 'underpass-yanggao-century';
/** The nearest crew that works in floods. */
const OFFICER = 'officer-1';
const RAIN_EVERY_MS = 2_000;

let city: Installation;
let browser: Browser;
let surfaces: Surfaces;
let pumps: FloodedPumps;
let timeline: string;
let rain: NodeJS.Timeout;
let isTripped = false;

beforeAll(async () => {
  city = await startInstallation();
  const exercise = await city.beginExercise('loop', PACE);
  timeline = exercise.id;
  pumps = await floodPumps(city, 15, { timeline: exercise });
  browser = await openBrowser();
  surfaces = await openSurfaces(browser, city, { timeline, officer: OFFICER });
  // Stations report again and again; one that falls silent is an alarm of its own.
  rain = setInterval(() => {
    void pumps.rain();
    void (isTripped ? pumps.trip(PUMP) : pumps.repair(PUMP));
  }, RAIN_EVERY_MS);
}, 180_000);

afterAll(async () => {
  clearInterval(rain);
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

test('from the alarm to the verified closure', { timeout: 120_000 }, async () => {
  const { wall, desk, phone } = surfaces;
  await pumps.rain();
  isTripped = true;
  await pumps.trip(PUMP);
  const alarm = await pumps.alarmOf(PUMP);
  const row = (state: string) => `.desk-row[data-alert-id="${alarm}"][data-chosen="true"][data-state="${state}"]`;

  // The first alarm is chosen by itself: two keys are all that the desk needs for each act.
  await desk.waitForSelector(row('active-unacknowledged'));
  await desk.keyboard.press('a');
  await desk.waitForSelector(row('active-acknowledged'));
  await wall.waitForSelector(`li.alarm[data-alert-id="${alarm}"][data-state="active-acknowledged"]`);
  // Distances come from the server a moment after the alarm was chosen.
  await desk.waitForSelector('.dispatch li:first-child .desk-right:not(:empty)');
  await desk.keyboard.press('d');
  await desk.waitForSelector('.dispatch[data-choosing="true"]');
  await desk.keyboard.press('Enter');

  await phone.waitForSelector(`.task .level-banner[data-alert-id="${alarm}"][data-level="red"]`);
  for (const step of [0, 1, 2]) {
    await phone.locator(`.thumb-steps button:nth-child(${step + 1})[data-next="true"]:enabled`).click();
  }
  await phone.locator('.done-sheet textarea').fill('Fuse replaced, pump runs.');
  await phone.locator('.done-sheet button[data-next="true"]').click();
  await eventually('done in the log', async () => (await kinds()).includes('done'));
  // Done is what the officer says; closed it is when the sensor agrees.
  await phone.waitForSelector('.task');

  isTripped = false;
  await pumps.repair(PUMP);
  await phone.waitForSelector('.no-task');
  await desk.waitForSelector(`.desk-row[data-alert-id="${alarm}"]`, { state: 'detached' });
  await wall.waitForSelector(`li.alarm[data-alert-id="${alarm}"]`, { state: 'detached' });

  await expect.poll(kinds).toEqual(['ack', 'dispatch', 'delivered', 'seen', 'accept', 'arrive', 'done']);
  // The table follows the log, as the screens do, and may be behind them.
  const stored = () =>
    city.query<{ state: string; level: string }>('SELECT state, level FROM alarms WHERE timeline = $1 AND id = $2', [
      timeline,
      alarm,
    ]);
  await expect.poll(stored).toEqual([{ state: 'normal', level: 'red' }]);
  const audit = await city.query<{ actor: string; action: string }>(
    `SELECT actor, action FROM audit WHERE action LIKE 'fact.%' ORDER BY n`,
  );
  expect(audit).toEqual([
    { actor: 'operator', action: 'fact.ack' },
    { actor: 'operator', action: 'fact.dispatch' },
    ...['delivered', 'seen', 'accept', 'arrive', 'done'].map((kind) => ({ actor: OFFICER, action: `fact.${kind}` })),
  ]);
  expect(surfaces.errors).toEqual([]);
});

/** What people did, in the order of the log; what the console states itself is left out. */
async function kinds(): Promise<string[]> {
  const rows = await city.query<{ kind: string }>(
    `SELECT body -> 'body' ->> 'kind' AS kind FROM facts
      WHERE timeline = $1 AND body ->> 'role' <> 'system' ORDER BY log_offset`,
    [timeline],
  );
  return rows.map((row) => row.kind);
}
