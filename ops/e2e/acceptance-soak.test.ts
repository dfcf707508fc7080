/**
 * A day without a leak, shortened: alarms come and go at 144 times real time while links are cut, themes are switched
 * and the graphics context is lost once. Memory does not grow and what was opened is closed. `CHENGYUN_SOAK_MINUTES=10`
 * is the whole day.
 */
import type { Timeline } from '@chengyun/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, STEADY_ENGINE, type Surfaces } from './browser.ts';
import { type Colleague, callColleague } from './colleague.ts';
import { eventually } from './eventually.ts';
import { type FloodedPumps, floodPumps } from './flooded-pumps.ts';
import { changedParts, createScales, type Footprint, type Scales, slopeOf } from './footprint.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';
import { cutLink, keepSockets, loseContext, meanBrightness } from './page-faults.ts';
import { soakMinutes } from './soak-minutes.ts';

const PACE = 144;
const DAY_MINUTES = 10;
const MINUTES = soakMinutes(process.env);
const SHARE = MINUTES / DAY_MINUTES;
const SOAK_MS = MINUTES * 60_000;
/** Each change of theme makes the desk's chart anew; the engine keeps one of the first as its pattern. Even. */
const CHARTS_OF_A_SHAPE = 4;
/** Of a whole day. */
const RECONNECTS = 200;
const THEME_SWITCHES = 20;
const WEIGHINGS = 32;

const PUMPS = 12;
const STEP_MS = 1_000;
const CALM_MS_MAX = 40_000;
const GROWTH_MB_PER_HOUR_MAX = 0.5;
const BACK_WITHIN = 0.02;
const DETACHED_MAX = 100;
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
  browser = await openBrowser(STEADY_ENGINE);
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

const isOver = async (): Promise<boolean> =>
  (await city.query(`SELECT FROM alarms WHERE timeline = $1 AND state <> 'normal'`, [exercise.id])).length === 0;

/** While `work` goes on every station reports that all is well: one that falls silent is an alarm within seconds. */
async function whileAllIsWell<T>(work: () => Promise<T>): Promise<T> {
  let goesOn = true;
  const reports = async (): Promise<void> => {
    while (goesOn) {
      await report(null);
      await sleep(STEP_MS / 2);
    }
  };
  const worked = work().finally(() => {
    goesOn = false;
  });
  const [result] = await Promise.all([worked, reports()]);
  return result;
}

/** Brings both pages to the same empty state, whatever went on before. */
async function calmDown(): Promise<void> {
  const { wall, desk } = surfaces;
  // Once around the lists: nothing is chosen any more.
  for (let i = 0; i < 4; i++) await desk.keyboard.press('t');
  // Locators: the handle of an element would keep it alive.
  const calm = [wall.locator('main[data-link="live"] .calm'), desk.locator('main[data-link="live"] .desk-empty')];
  const attention = desk.locator('.attention');
  const askIfOver = async () => {
    await acknowledgeAll();
    await sleep(STEP_MS / 2);
    const shown = await Promise.all(calm.map((place) => place.count()));
    // What nobody answered is said until its incident is closed, which is later than the end of its alarm.
    return shown.every((count) => count > 0) && (await attention.count()) === 0 && isOver();
  };
  await eventually('the end of every alarm, on both pages', askIfOver, CALM_MS_MAX);
  // Places at risk go when they are assessed again, a little after their alarms.
  for (const page of [wall, desk]) {
    await page.waitForFunction(() => {
      const { ringCount = 1, riskCells = 1 } = globalThis.chengyunScene?.stats ?? {};
      return ringCount === 0 && riskCells === 0;
    });
  }
  // What is in view is on the graphics card.
  for (const page of [wall, desk]) await page.evaluate(() => globalThis.chengyunScene?.home({ durationMs: 0 }));
  await sleep(2 * STEP_MS);
}

interface Weighed {
  readonly name: string;
  readonly page: Page;
  readonly scales: Scales;
  readonly heaps: [hour: number, heapMb: number][];
}

const switchTheme = (desk: Page) => desk.click('.desk-when button:nth-child(2)');

test(`${MINUTES} min at ${PACE} times real time leave nothing behind`, { timeout: SOAK_MS + 240_000 }, async () => {
  const { wall, desk } = surfaces;
  const weighed: Weighed[] = [];
  for (const [name, page] of [
    ['wall', wall],
    ['desk', desk],
  ] as const) {
    weighed.push({ name, page, scales: await createScales(page), heaps: [] });
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
  const weighCalm = async (): Promise<Map<string, Footprint>> => {
    await calmDown();
    await picture();
    await calmDown();
    const weights = new Map<string, Footprint>();
    for (const { name, scales } of weighed) weights.set(name, await scales.weigh());
    return weights;
  };
  // What a page opens once, at its first alarm, its first lost link and its first lost picture, is not counted.
  for (let step = 0; step < PUMPS / 2; step++) {
    await report(step);
    await sleep(STEP_MS);
  }
  for (let i = 0; i < CHARTS_OF_A_SHAPE; i++) await switchTheme(desk);
  for (const { page } of weighed) await cutLink(page);
  const before = await whileAllIsWell(weighCalm);

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
      await Promise.all(weighed.map(async ({ scales, heaps }) => heaps.push([hour, await scales.heapMb()])));
    }
    await sleep(Math.max(0, STEP_MS - (performance.now() - stepFromMs)));
  }

  const left = await whileAllIsWell(weighCalm);
  for (const { name, heaps } of weighed) {
    const [was, after] = [before.get(name)!, left.get(name)!];
    const slope = slopeOf(heaps.slice(Math.floor(heaps.length / 3)));
    const kept = (['nodes', 'detached', 'listeners', 'geometries', 'textures', 'programs'] as const).map(
      (thing) => `${thing} ${was[thing]} → ${after[thing]}`,
    );
    console.info(
      `${name}: heap ${was.heapMb.toFixed(1)} → ${after.heapMb.toFixed(1)} MB, ${slope.toFixed(3)} MB an hour; ` +
        `${kept.join(', ')}; ${reconnects} links cut, ${switches} themes switched; ${changedParts(was, after)}`,
    );
    expect.soft(slope, `${name}: ${JSON.stringify(heaps)}`).toBeLessThanOrEqual(GROWTH_MB_PER_HOUR_MAX);
    // What is there in ones and tens must not grow at all; of nodes a fiftieth of the page may come or go with its words.
    for (const thing of ['listeners', 'geometries', 'textures'] as const) {
      expect.soft(after[thing] - was[thing], `${name} ${thing}`).toBeLessThanOrEqual(was[thing] * BACK_WITHIN);
    }
    const growth = after.nodes - was.nodes;
    expect.soft(growth, `${name} nodes: ${changedParts(was, after)}`).toBeLessThanOrEqual(was.nodes * BACK_WITHIN);
    // Whatever there was before: what is kept off the page is next to nothing.
    expect.soft(after.detached, `${name} detached`).toBeLessThanOrEqual(DETACHED_MAX);
    expect.soft(after.programs, `${name} programs`).toBe(was.programs);
  }
  expect(surfaces.errors).toEqual([]);
});
