/** The map on the real product: layers of a domain by one key, a name for what the pointer rests on, a station by a click. */
import type { Timeline } from '@chengyun/contracts';
import { FLOOD_ASSETS } from '@chengyun/domains/flood/assets.ts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

/** An underpass is closed after a minute of water over its line: two seconds at this pace. */
const PACE = 30;
const UNDERPASS = 'underpass-yanggao-century';
const GAUGE = FLOOD_ASSETS.find(({ id }) => id === 'gauge-huangpu-park')!;
/** A rain pump of the map, which is no asset. */
const PUMP = { id: 'pump-rain-weifang', role: 'Pumping station' };

let city: Installation;
let browser: Browser;
let surfaces: Surfaces;
let exercise: Timeline;

beforeAll(async () => {
  city = await startInstallation();
  exercise = await city.beginExercise('map', PACE);
  const { id } = exercise;
  browser = await openBrowser();
  surfaces = await openSurfaces(browser, city, { timeline: id, officer: 'officer-1' });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

/** Looks straight down at a place and says where on the page it is. */
async function lookAt(page: Page, lonDeg: number, latDeg: number): Promise<{ x: number; y: number }> {
  const box = (await page.locator('.city > canvas').boundingBox())!;
  const at = await page.evaluate(
    async (place) => {
      await globalThis.chengyunScene!.flyTo({ ...place, rangeM: 2500, elevationDeg: 80 }, { durationMs: 0 });
      return globalThis.chengyunScene!.project(place.lonDeg, place.latDeg)!;
    },
    { lonDeg, latDeg },
  );
  return { x: box.x + at.x, y: box.y + at.y };
}

test('one key shows what a domain has on the map, on the desk and on the wall, and the last takes it away', {
  timeout: 90_000,
}, async () => {
  for (const page of [surfaces.desk, surfaces.wall]) {
    await page.keyboard.press('v');
    await page.waitForSelector('.layer-legend [data-map-layer="flood.storm-drains"]');
    await page.waitForFunction(() => globalThis.chengyunScene!.stats.layerThings > 100);
    const { drawCalls } = await page.evaluate(() => globalThis.chengyunScene!.stats);
    expect(drawCalls).toBeLessThan(100);
  }
  const [first, ...rest] = DOMAINS.flatMap(({ layers }) => layers.slice(-1).map(({ id }) => id));
  expect(first).toMatch(/^flood\./);
  expect(rest.length).toBeGreaterThan(0);
  for (const layer of rest) {
    await surfaces.wall.keyboard.press('v');
    await surfaces.wall.waitForSelector(`.layer-legend [data-map-layer="${layer}"]`);
  }
  await surfaces.wall.keyboard.press('v');
  await surfaces.wall.waitForSelector('.layer-legend', { state: 'detached' });
  await surfaces.wall.waitForFunction(() => globalThis.chengyunScene!.stats.layerThings === 0);
});

test('what the pointer rests on has a name and a source; a click on a station opens its page', {
  timeout: 90_000,
}, async () => {
  const { desk } = surfaces;
  const shapes = await desk.evaluate(async () => (await fetch('/api/map-layers/flood.pumps/shapes')).json());
  const [lonDeg, latDeg] = shapes.find((shape: { id: string }) => shape.id === PUMP.id).path;
  const pump = await lookAt(desk, lonDeg, latDeg);
  await desk.mouse.move(pump.x, pump.y);
  const tag = desk.locator(`.map-name[data-map-thing="${PUMP.id}"]`);
  await tag.waitFor();
  expect(await tag.innerText()).toMatch(new RegExp(`${PUMP.role}[^]*one source`));

  await desk.mouse.move(pump.x - 60, pump.y - 40);
  await tag.waitFor({ state: 'detached' });
  const gauge = await lookAt(desk, GAUGE.lonDeg, GAUGE.latDeg);
  await desk.mouse.move(gauge.x, gauge.y);
  const station = desk.locator(`.map-name[data-map-thing="${GAUGE.id}"]`);
  await station.waitFor();
  expect(await station.innerText()).toContain(GAUGE.name.en);
  await desk.mouse.click(gauge.x, gauge.y);
  await desk.waitForFunction((hash) => location.hash === hash, `#station/${GAUGE.id}`);
  expect(surfaces.errors).toEqual([]);
});

test('a road that stands under water is drawn as closed, and open again when the water is gone', {
  timeout: 120_000,
}, async () => {
  const { wall } = surfaces;
  const float = await city.addDevice('rtu-underpass', [UNDERPASS], exercise);
  let depthCm = 24;
  const water = setInterval(() => {
    depthCm += depthCm > 20 ? 0.2 : 0;
    void float.observe([{ metric: 'water.depth', asset: UNDERPASS, value: depthCm, unit: 'cm' }]);
  }, 400);
  try {
    await wall.waitForFunction(() => globalThis.chengyunScene!.stats.roadStretches > 0);
    depthCm = 0;
    await wall.waitForFunction(() => globalThis.chengyunScene!.stats.roadStretches === 0);
  } finally {
    clearInterval(water);
  }
  expect(surfaces.errors).toEqual([]);
});
