/**
 * Calm: in a storm of alarms nothing jumps, and what is chosen or pointed at stays where it is; when nothing happens,
 * next to nothing is drawn. No task of a page's thread is long in script; the longest is printed.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { callColleague } from './colleague.ts';
import { eventually } from './eventually.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';
import { type PageWork, watchWork, workSince } from './page-work.ts';
import { aimSince, watchAim } from './steady-aim.ts';
import { brewStorm, type Storm } from './storm.ts';
import { type Task, type ThreadTrace, traceThreads } from './thread-trace.ts';

const ALARMS = 300;
const STORM_MS = 60_000;
/** What stands before the storm, so that there is something to choose and to point at. */
const ALARMS_BEFORE = 12;
const SHIFT_PER_MIN_MAX = 0.01;
/** Processor time of a page's script in one task. */
const SCRIPT_MS_MAX = 100;
/** A task in which the page itself works as long as this is felt. */
const LONG_TASK_MS = 50;
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

const NAMES = ['wall', 'desk', 'phone'] as const;
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

function expectCalm(name: string, { shifts }: PageWork, tasks: readonly Task[], overMs: number): void {
  const score = (shifts.reduce((sum, shift) => sum + shift.score, 0) * 60_000) / overMs;
  const worst = [...shifts].sort((a, b) => b.score - a.score).slice(0, 5);
  const slowest = [...tasks].sort((a, b) => b.scriptMs - a.scriptMs).slice(0, 5);
  const [longest] = slowest;
  console.info(
    `${name}: shift ${score.toFixed(4)} a minute in ${shifts.length} shifts; ${tasks.filter(isLong).length} of ` +
      `${tasks.length} tasks long, rendering included; longest script outside of drawing ` +
      `${longest?.scriptMs.toFixed(0)} ms by ${longest?.invoker}`,
  );
  expect.soft(longest?.scriptMs, `${name}: ${JSON.stringify(slowest)}`).toBeLessThanOrEqual(SCRIPT_MS_MAX);
  expect.soft(score, `${name}: ${JSON.stringify(worst)}`).toBeLessThanOrEqual(SHIFT_PER_MIN_MAX);
}

const isLong = ({ ms }: Task) => ms >= LONG_TASK_MS;

/** What the pages and their threads did since `watchWork` and the trace began. */
async function workOfAll(
  trace: ThreadTrace,
): Promise<readonly { readonly work: PageWork; readonly tasks: readonly Task[] }[]> {
  const works = await Promise.all(pages().map(workSince));
  const tasks = await trace.stop(new Map(pages().map((page, i) => [page, new Set(works[i]!.draws)])));
  return pages().map((page, i) => ({ work: works[i]!, tasks: tasks.get(page)! }));
}

test('a storm moves nothing that is looked at', { timeout: 180_000 }, async () => {
  const { wall, desk } = surfaces;
  await storm.blow(ALARMS_BEFORE, 2_000);
  await eventually('alarms before the storm', async () => (await desk.$$('.desk-row')).length >= ALARMS_BEFORE);
  for (let i = 0; i < 4; i++) await desk.keyboard.press('j');
  await watchAim(desk, '.desk-row[data-chosen="true"]', AIM_HOLD_MS);
  await watchAim(wall, 'no row is chosen', AIM_HOLD_MS);
  // Keys and clicks excuse a movement of half a second after them.
  await sleep(SETTLE_MS);
  for (const page of pages()) await watchWork(page);
  const trace = await traceThreads(browser, pages());

  const stops = [wander(desk, '.desk-row'), wander(wall, 'li.alarm')];
  const fromMs = Date.now();
  await storm.blow(ALARMS, STORM_MS);
  for (const stop of stops) await stop();
  const overMs = Date.now() - fromMs;

  const twins = async () => (await wall.$$('[data-twin-of]')).length;
  await eventually('every alarm of the storm', async () => (await twins()) >= ALARMS_BEFORE + ALARMS);
  for (const [i, { work, tasks }] of (await workOfAll(trace)).entries()) expectCalm(NAMES[i]!, work, tasks, overMs);
  const onDesk = await aimSince(desk);
  const onWall = await aimSince(wall);
  expect.soft(onDesk.chosenTopsPx).toHaveLength(1);
  for (const [name, { movements, slips }] of Object.entries({ desk: onDesk, wall: onWall })) {
    expect(movements, name).toBeGreaterThan(0);
    expect.soft(slips, name).toEqual([]);
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
  const trace = await traceThreads(browser, pages());
  await sleep(QUIET_MS);
  for (const [i, { work, tasks }] of (await workOfAll(trace)).entries()) {
    const count = work.framesDrawn - (drawn[i] ?? 0);
    const long = tasks.filter(isLong);
    console.info(`${NAMES[i]}: ${count} frames in ${QUIET_MS / 1000} s, ${long.length} of ${tasks.length} tasks long`);
    expect.soft(count, NAMES[i]).toBeLessThanOrEqual(QUIET_MS / 1000);
    expect.soft(tasks.length, NAMES[i]).toBeGreaterThan(0);
    expect.soft(long, NAMES[i]).toEqual([]);
  }
});
