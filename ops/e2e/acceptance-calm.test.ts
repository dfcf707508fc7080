/**
 * Calm: in a storm of alarms nothing jumps, and what is chosen or pointed at stays where it is; when nothing happens,
 * next to nothing is drawn. Nine of ten scripts in frames that took long are short; the longest is printed.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { callColleague } from './colleague.ts';
import { eventually } from './eventually.ts';
import { quantile } from './first-seen.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';
import { type PageWork, watchWork, workSince } from './page-work.ts';
import { aimSince, watchAim } from './steady-aim.ts';
import { brewStorm, type Storm } from './storm.ts';

const ALARMS = 300;
const STORM_MS = 60_000;
/** What stands before the storm, so that there is something to choose and to point at. */
const ALARMS_BEFORE = 12;
const SHIFT_PER_MIN_MAX = 0.01;
/** A machine whose two cores draw three pages holds a script up now and then: the tenth that took longest may. */
const SCRIPT_MS_P90_MAX = 100;
const AIM_HOLD_MS = 300;
const AIM_EVERY_MS = 2_500;
const QUIET_MS = 20_000;
const SETTLE_MS = 3_000;

let city: Installation;
let browser: Browser;
let surfaces: Surfaces;
let storm: Storm;

beforeAll(async () => {
  city = await startInstallation();
  storm = await brewStorm(city, ALARMS_BEFORE + ALARMS);
  browser = await openBrowser();
  surfaces = await openSurfaces(browser, city);
  for (const page of pages()) await watchWork(page);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

const pages = () => [surfaces.wall, surfaces.desk, surfaces.phone];
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ids of the alarms that stand and that nobody has acknowledged. */
async function waiting(): Promise<string[]> {
  const rows = await city.query<{ id: string }>(`SELECT id FROM alarms WHERE state = 'active-unacknowledged'`);
  return rows.map(({ id }) => id);
}

/** Points at one row after the other until it is told to stop. */
function wander(page: Page, rows: string): () => Promise<void> {
  let stopped = false;
  const walk = async () => {
    for (let i = 0; !stopped; i++) {
      const boxes = await page.$$eval(rows, (items) =>
        items.map((item) => item.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x, y, width, height })),
      );
      const seen = boxes.filter(({ y, height }) => y > 0 && y + height < 720);
      const box = seen[i % Math.max(1, seen.length)];
      if (box) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await sleep(AIM_EVERY_MS);
    }
  };
  const done = walk();
  return async () => {
    stopped = true;
    await done;
  };
}

function expectCalm(name: string, { shifts, longTaskMs, scripts }: PageWork, overMs: number): void {
  const score = (shifts.reduce((sum, shift) => sum + shift.score, 0) * 60_000) / overMs;
  const worst = [...shifts].sort((a, b) => b.score - a.score).slice(0, 5);
  const outside = scripts.map(({ ms, drawingMs, invoker }) => [Math.round(ms - drawingMs), invoker] as const);
  const [longest = [0, 'nobody'] as const] = outside.sort(([a], [b]) => b - a);
  console.info(
    `${name}: shift ${score.toFixed(4)} a minute in ${shifts.length} shifts; ${longTaskMs.length} long tasks, rendering ` +
      `included; longest script outside of drawing ${longest.join(' ms by ')}`,
  );
  const p90 =
    outside.length === 0
      ? 0
      : quantile(
          outside.map(([ms]) => ms),
          0.9,
        );
  expect.soft(p90, `${name}: ${JSON.stringify(outside.slice(0, 5))}`).toBeLessThanOrEqual(SCRIPT_MS_P90_MAX);
  expect.soft(score, `${name}: ${JSON.stringify(worst)}`).toBeLessThanOrEqual(SHIFT_PER_MIN_MAX);
}

test('a storm moves nothing that is looked at', { timeout: 180_000 }, async () => {
  const { wall, desk, phone } = surfaces;
  await storm.blow(ALARMS_BEFORE, 2_000);
  await eventually('alarms before the storm', async () => (await desk.$$('.desk-row')).length >= ALARMS_BEFORE);
  for (let i = 0; i < 4; i++) await desk.keyboard.press('j');
  await watchAim(desk, '.desk-row[data-chosen="true"]', AIM_HOLD_MS);
  await watchAim(wall, 'no row is chosen', AIM_HOLD_MS);
  // Keys and clicks excuse a movement of half a second after them.
  await sleep(SETTLE_MS);
  for (const page of pages()) await watchWork(page);

  const stops = [wander(desk, '.desk-row'), wander(wall, 'li.alarm')];
  const fromMs = Date.now();
  await storm.blow(ALARMS, STORM_MS);
  for (const stop of stops) await stop();
  const overMs = Date.now() - fromMs;

  const twins = async () => (await wall.$$('[data-twin-of]')).length;
  await eventually('every alarm of the storm', async () => (await twins()) >= ALARMS_BEFORE + ALARMS);
  for (const [name, page] of [
    ['wall', wall],
    ['desk', desk],
    ['phone', phone],
  ] as const) {
    expectCalm(name, await workSince(page), overMs);
  }
  const onDesk = await aimSince(desk);
  const onWall = await aimSince(wall);
  expect.soft(onDesk.chosenTopsPx).toHaveLength(1);
  for (const { movements, slips } of [onDesk, onWall]) {
    expect(movements).toBeGreaterThan(0);
    expect.soft(slips).toEqual([]);
  }
  expect(surfaces.errors).toEqual([]);
});

test('when nothing happens, nothing is drawn', { timeout: 120_000 }, async () => {
  const { wall, desk } = surfaces;
  const colleague = await callColleague(browser, city);
  for (const alarm of await waiting()) await colleague.state({ kind: 'ack', alarm });
  await eventually('all acknowledged', async () => (await waiting()).length === 0);
  for (const page of [wall, desk]) await page.mouse.move(640, 2);
  const frames = () => Promise.all(pages().map(async (page) => (await workSince(page)).framesDrawn));
  // Quiet begins when the last acknowledgement has been drawn.
  let drawn = await frames();
  await eventually('the last frame', async () => {
    const before = drawn;
    await sleep(SETTLE_MS);
    drawn = await frames();
    return drawn.every((count, i) => count === before[i]);
  });
  for (const page of pages()) await watchWork(page);
  await sleep(QUIET_MS);
  for (const [i, name] of ['wall', 'desk', 'phone'].entries()) {
    const { longTaskMs, framesDrawn } = await workSince(pages()[i]!);
    const count = framesDrawn - (drawn[i] ?? 0);
    console.info(`${name}: ${count} frames in ${QUIET_MS / 1000} s, ${longTaskMs.length} long tasks`);
    expect.soft(count, name).toBeLessThanOrEqual(QUIET_MS / 1000);
    expect.soft(longTaskMs, name).toEqual([]);
  }
});
