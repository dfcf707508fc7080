/** A red alarm said over MQTT is on wall, desk and phone within a second, twenty times, with nothing taken out. */
import { randomBytes } from 'node:crypto';
import type { FactRequest } from '@chengyun/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { eventually } from './eventually.ts';
import { quantile, sightingOf, watchReds, workOf } from './first-seen.ts';
import { type FloodedPumps, floodPumps } from './flooded-pumps.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

const ALARMS = 20;
const P95_MS_MAX = 1_000;
/** Alarms do not come in step with ticks or frames. */
const PAUSE_MS_MIN = 200;
const PAUSE_MS_SPREAD = 400;

let city: Installation;
let browser: Browser;
let surfaces: Surfaces;
let pumps: FloodedPumps;

beforeAll(async () => {
  city = await startInstallation();
  pumps = await floodPumps(city, ALARMS);
  browser = await openBrowser();
  surfaces = await openSurfaces(browser, city);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS_MIN + Math.random() * PAUSE_MS_SPREAD));

/** A colleague at another desk takes each one: what is taken makes room for the next at the head of the list. */
async function colleagueOf(desk: Page): Promise<(alarm: string) => Promise<void>> {
  const { request } = desk.context();
  const { csrf } = (await (await request.get(`${city.consoleUrl}/api/me`)).json()) as { csrf: string };
  const epoch = randomBytes(8).toString('hex');
  let seq = 0;
  return async (alarm) => {
    const fact: FactRequest = { timeline: 'live', epoch, seq: ++seq, at: Date.now(), body: { kind: 'ack', alarm } };
    const headers = { 'x-csrf-token': csrf };
    const answer = await request.post(`${city.consoleUrl}/api/facts`, { data: fact, headers });
    expect(await answer.text()).toContain('"ok":true');
    await desk.waitForSelector(`.desk-row[data-alert-id="${alarm}"][data-state="active-acknowledged"]`);
  };
}

test('p95 of 20 red alarms from MQTT to the screen is at most 1 s on each surface', { timeout: 180_000 }, async () => {
  const { wall, desk, phone } = surfaces;
  // The second tab lists every alarm; the banner above shows the first two only.
  await phone.locator('.field-tabs button').nth(1).click();
  const pages = [
    { name: 'wall', page: wall, within: 'li.alarm' },
    { name: 'desk', page: desk, within: 'li.desk-row' },
    { name: 'phone', page: phone, within: '.nearby li' },
  ].map((one) => ({ ...one, inserted: [] as number[], painted: [] as number[] }));
  for (const { page, within } of pages) await watchReds(page, within);
  const acknowledge = await colleagueOf(desk);

  const beganAtMs = Date.now();
  for (const asset of pumps.assets) {
    const saidAtMs = Date.now();
    await pumps.trip(asset);
    const alarm = await pumps.alarmOf(asset);
    for (const { name, page, inserted, painted } of pages) {
      const seen = await eventually(`${asset} on the ${name}`, () => sightingOf(page, alarm));
      inserted.push(seen.insertedAtMs - saidAtMs);
      painted.push(seen.paintedAtMs - saidAtMs);
    }
    await acknowledge(alarm);
    await pause();
  }

  const tookS = (Date.now() - beganAtMs) / 1000;
  for (const { name, page, inserted, painted } of pages) {
    const { longTaskMs, framesDrawn } = await workOf(page);
    console.info(
      `${name.padEnd(6)} shown p50 ${quantile(inserted, 0.5)} ms, p95 ${quantile(inserted, 0.95)} ms; ` +
        `painted p50 ${quantile(painted, 0.5)} ms, p95 ${quantile(painted, 0.95)} ms; in ${tookS.toFixed(0)} s ` +
        `${framesDrawn} frames of the city, ${longTaskMs.length} long tasks, longest ${Math.max(0, ...longTaskMs)} ms`,
    );
  }
  for (const { name, inserted } of pages) {
    expect(inserted).toHaveLength(ALARMS);
    expect(quantile(inserted, 0.95), `${name}: ${inserted.join(' ')}`).toBeLessThanOrEqual(P95_MS_MAX);
  }
  expect(await wall.evaluate(() => globalThis.chengyunScene?.stats.ringCount ?? 0)).toBeGreaterThanOrEqual(ALARMS);
  expect(surfaces.errors).toEqual([]);
});
