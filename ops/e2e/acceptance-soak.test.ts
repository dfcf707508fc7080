/**
 * A day without a leak, shortened: alarms come and go at 144 times real time while links are cut, themes are switched
 * and the graphics context is lost once. Memory does not grow and what was opened is closed. `CHENGYUN_SOAK_MINUTES=10`
 * is the whole day.
 */
import type { Timeline } from '@chengyun/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { type Colleague, callColleague } from './colleague.ts';
import { eventually } from './eventually.ts';
import { type FloodedPumps, floodPumps } from './flooded-pumps.ts';
import { createScales, type Footprint, slopeOf } from './footprint.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';
import { cutLink, keepSockets, loseContext, meanBrightness } from './page-faults.ts';
import { soakMinutes } from './soak-minutes.ts';

const PACE = 144;
const DAY_MINUTES = 10;
const MINUTES = soakMinutes(process.env);
const SHARE = MINUTES / DAY_MINUTES;
const SOAK_MS = MINUTES * 60_000;
/** Of a whole day. */
const RECONNECTS = 200;
const THEME_SWITCHES = 20;
const WEIGHINGS = 16;

const PUMPS = 12;
const STEP_MS = 1_000;
const GROWTH_MB_PER_HOUR_MAX = 0.5;
const BACK_WITHIN = 0.02;
const PICTURE_MS_MAX = 3_000;
const BRIGHTNESS_OFF_MAX = 1;

let city: Installation;
let browser: Browser;
let exercise: Timeline;
let surfaces: Surfaces;
let pumps: FloodedPumps;
let colleague: Colleague;

beforeAll(async () => {
  city = await startInstallation();
  exercise = await city.beginExercise('soak', PACE);
  pumps = await floodPumps(city, PUMPS, { timeline: exercise });
  browser = await openBrowser();
  const options = { timeline: exercise.id, officer: 'officer-1', onPage: keepSockets };
  surfaces = await openSurfaces(browser, city, options);
  colleague = await callColleague(browser, city, exercise.id);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Every station reports; half of the pumps are tripped, and which ones moves on with each step. */
async function report(step: number | null): Promise<void> {
  await pumps.rain();
  for (const [i, asset] of pumps.assets.entries()) {
    const isTripped = step !== null && (step + i) % PUMPS < PUMPS / 2;
    await (isTripped ? pumps.trip(asset) : pumps.repair(asset));
  }
}

async function acknowledgeAll(): Promise<void> {
  const rows = await city.query<{ id: string }>(
    `SELECT id FROM alarms WHERE timeline = $1 AND state LIKE '%-unacknowledged'`,
    [exercise.id],
  );
  for (const { id } of rows) await colleague.state({ kind: 'ack', alarm: id });
}

/** Brings both pages to the same empty state, whatever went on before. */
async function calmDown(): Promise<void> {
  await eventually('the end of every alarm', async () => {
    await report(null);
    await acknowledgeAll();
    await sleep(STEP_MS / 2);
    const rows = await city.query(`SELECT FROM alarms WHERE timeline = $1 AND state <> 'normal'`, [exercise.id]);
    return rows.length === 0;
  });
  const { wall, desk } = surfaces;
  // Once around the lists: nothing is chosen any more.
  for (let i = 0; i < 4; i++) await desk.keyboard.press('t');
  for (const page of [wall, desk]) await page.waitForSelector('main[data-link="live"]');
  await wall.waitForSelector('.calm');
  await desk.waitForSelector('.desk-empty');
  // Places at risk go when they are assessed again, a little after their alarms.
  for (const page of [wall, desk]) {
    await page.waitForFunction(() => {
      const { ringCount = 1, riskCells = 1 } = globalThis.chengyunScene?.stats ?? {};
      return ringCount === 0 && riskCells === 0;
    });
  }
  await sleep(2 * STEP_MS);
}

interface Weighed {
  readonly name: string;
  readonly page: Page;
  readonly weigh: () => Promise<Footprint>;
  readonly heaps: [hour: number, heapMb: number][];
}

const switchTheme = (desk: Page) => desk.click('.desk-when button:nth-child(2)');

test(`${MINUTES} min at ${PACE} times real time leave nothing behind`, { timeout: SOAK_MS + 120_000 }, async () => {
  const { wall, desk } = surfaces;
  const weighed: Weighed[] = [];
  for (const [name, page] of [
    ['wall', wall],
    ['desk', desk],
  ] as const) {
    weighed.push({ name, page, weigh: (await createScales(page)).weigh, heaps: [] });
  }
  const picture = async (): Promise<void> => {
    for (const { name, page } of weighed) {
      const brightness = await meanBrightness(page);
      const tookMs = await loseContext(page);
      const off = Math.abs((await meanBrightness(page)) - brightness);
      console.info(
        `${name}: picture back after ${tookMs.toFixed(0)} ms, mean brightness off by ${off.toFixed(2)} of 255`,
      );
      expect.soft(tookMs, name).toBeLessThanOrEqual(PICTURE_MS_MAX);
      expect.soft(off, name).toBeLessThanOrEqual(BRIGHTNESS_OFF_MAX);
    }
  };
  // What a page opens once, at its first alarm, its first lost link and its first lost picture, is not counted.
  for (let step = 0; step < PUMPS / 2; step++) {
    await report(step);
    await sleep(STEP_MS);
  }
  for (let i = 0; i < 2; i++) await switchTheme(desk);
  for (const { page } of weighed) await cutLink(page);
  await calmDown();
  await picture();
  await calmDown();
  const before = new Map<string, Footprint>();
  for (const { name, weigh } of weighed) before.set(name, await weigh());

  const fromMs = performance.now();
  /** Times that something that happens so often over the whole was due by now. */
  const due = (times: number) => Math.floor(((performance.now() - fromMs) / SOAK_MS) * times);
  let [reconnects, switches, weighings] = [0, 0, 0];
  for (let step = 0; performance.now() - fromMs < SOAK_MS; step++) {
    const stepFromMs = performance.now();
    await report(step);
    await acknowledgeAll();
    for (; reconnects < due(RECONNECTS * SHARE); reconnects++) {
      for (const { page } of weighed) await cutLink(page);
    }
    // An even number, so that the theme is the first one again.
    for (; switches < 2 * due((THEME_SWITCHES * SHARE) / 2); switches++) await switchTheme(desk);
    for (; weighings < due(WEIGHINGS); weighings++) {
      const hour = ((performance.now() - fromMs) * PACE) / 3_600_000;
      for (const { weigh, heaps } of weighed) heaps.push([hour, (await weigh()).heapMb]);
    }
    await sleep(Math.max(0, STEP_MS - (performance.now() - stepFromMs)));
  }

  await calmDown();
  await picture();
  await calmDown();
  for (const { name, weigh, heaps } of weighed) {
    const after = await weigh();
    const was = before.get(name) ?? after;
    const slope = slopeOf(heaps.slice(Math.floor(heaps.length / 3)));
    const kept = (['nodes', 'listeners', 'geometries', 'textures', 'programs'] as const).map(
      (thing) => `${thing} ${was[thing]} → ${after[thing]}`,
    );
    console.info(
      `${name}: heap ${was.heapMb.toFixed(1)} → ${after.heapMb.toFixed(1)} MB, ${slope.toFixed(3)} MB an hour; ` +
        `${kept.join(', ')}; ${reconnects} links cut, ${switches} themes switched`,
    );
    expect.soft(slope, `${name}: ${JSON.stringify(heaps)}`).toBeLessThanOrEqual(GROWTH_MB_PER_HOUR_MAX);
    // What is there in ones and tens must not grow at all; of nodes a fiftieth of the page may come or go with its words.
    for (const thing of ['listeners', 'geometries', 'textures'] as const) {
      expect.soft(after[thing] - was[thing], `${name} ${thing}`).toBeLessThanOrEqual(was[thing] * BACK_WITHIN);
    }
    expect
      .soft(Math.abs(after.nodes - was.nodes), `${name} nodes`)
      .toBeLessThanOrEqual((was.nodes + was.historyNodes) * BACK_WITHIN);
    expect.soft(after.programs, `${name} programs`).toBe(was.programs);
  }
  expect(surfaces.errors).toEqual([]);
});
