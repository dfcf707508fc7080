/**
 * Zones and masks of a camera, the whole way: a reason, a mosaic of the simulated street on the desk, drawing with mouse
 * and keyboard, the camera that works with it from then on, over a kill too, and the audit trail of it all.
 */
import { type CameraConfig, STILL_SIDE_PX_MAX } from '@chengyun/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from './axe-check.ts';
import { openBrowser } from './browser.ts';
import { openDesk, openDeskPage } from './desk-page.ts';
import { eventually } from './eventually.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';
import { openStreetCamera, type StreetCamera } from './street-camera.ts';

let city: Installation;
let camera: StreetCamera;
let browser: Browser;
let desk: Page;

const REASON = 'the stop line was moved';
/** A camera shows no more than one still in this time. */
const STILL_PAUSE_MS = 5500;
let shownAtMs = 0;

beforeAll(async () => {
  city = await startInstallation();
  camera = await openStreetCamera(city);
  browser = await openBrowser();
  desk = await openDesk(browser, city, 'engineer');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await camera?.stop();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

const audited = (action: string) =>
  city.query<{ actor: string; subject: string; reason: string | null }>(
    `SELECT actor, subject, body->'details'->>'reason' AS reason FROM audit WHERE action = $1 ORDER BY n`,
    [action],
  );
const told = async (): Promise<CameraConfig | undefined> => {
  const [row] = await city.query<{ body: CameraConfig }>(
    'SELECT body FROM device_configs WHERE device = $1 ORDER BY version DESC LIMIT 1',
    [camera.device],
  );
  return row?.body;
};
const applied = (version: number) =>
  desk.waitForSelector(`.zones-side :text("Version ${version} is in force at the camera")`);

interface Shown {
  readonly width: number;
  readonly height: number;
  /** Mean brightness of the left and of the right half, 0 to 255. */
  readonly left: number;
  readonly right: number;
}

/** Asks for a still, waits for it and measures the picture that the browser was given. */
async function still(reason = REASON): Promise<Shown> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, shownAtMs + STILL_PAUSE_MS - Date.now())));
  const before = await desk.evaluate(() => document.querySelector<HTMLImageElement>('.zone-canvas img')?.src ?? '');
  await desk.fill('.zones-bar input', reason);
  await desk.click('.zones-bar button');
  const outcome = await desk.waitForFunction((old) => {
    const image = document.querySelector<HTMLImageElement>('.zone-canvas img');
    const refused = document.querySelector('.zones-bar strong')?.textContent;
    return refused ?? (image?.complete && image.src !== old ? 'shown' : null);
  }, before);
  expect(await outcome.jsonValue()).toBe('shown');
  shownAtMs = Date.now();
  return desk.evaluate(() => {
    const image = document.querySelector<HTMLImageElement>('.zone-canvas img')!;
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    // A column at the seam may be of both halves.
    const meanOf = (from: number, to: number) => {
      const luma: number[] = [];
      for (let y = 0; y < height; y += 1) for (let x = from; x < to; x += 1) luma.push(data[(y * width + x) * 4 + 1]!);
      return luma.reduce((sum, value) => sum + value, 0) / luma.length;
    };
    const middle = Math.floor(width / 2);
    return { width, height, left: meanOf(0, middle - 1), right: meanOf(middle + 1, width) };
  });
}

async function pull(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const box = (await desk.locator('.zone-canvas').boundingBox())!;
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await desk.mouse.move(...at(from));
  await desk.mouse.down();
  await desk.mouse.move(...at(to), { steps: 4 });
  await desk.mouse.up();
}

const measuredNow = (metric: string) =>
  eventually(`${metric} of now`, async () => {
    const rows = await city.query(
      `SELECT FROM observations o JOIN series s ON s.id = o.series
       WHERE s.asset = $1 AND s.metric = $2 AND o.at > $3 LIMIT 1`,
      [camera.assets[0], metric, new Date(Date.now() - 3000)],
    );
    return rows.length > 0;
  });

test('the page opens by its keys; without a reason nothing is asked for', async () => {
  await desk.keyboard.press('g');
  await desk.keyboard.press('z');
  await desk.waitForSelector('.zones-cameras [aria-pressed="true"]');
  expect(await desk.isDisabled('.zones-bar button')).toBe(true);
  expect(await audited('still.ask')).toEqual([]);
});

test('a still is a mosaic with the zones of the camera’s own file, counts down and is audited', async () => {
  const seen = await still();
  expect(seen.width).toBeLessThanOrEqual(STILL_SIDE_PX_MAX);
  expect(seen.height).toBeLessThanOrEqual(STILL_SIDE_PX_MAX);
  expect(Math.min(seen.left, seen.right)).toBeGreaterThan(30);
  await desk.waitForSelector('.zone-list button:has-text("lanes")');
  expect(await desk.textContent('[role="timer"]')).toMatch(/gone in 9:\d\d|gone in 10:00/);
  expect(await audited('still.ask')).toEqual([{ actor: 'engineer', subject: camera.device, reason: REASON }]);
  await eventually('the look is audited', async () => (await audited('still.view')).length === 1);
});

test('a zone is edited by keyboard alone and a mask is drawn with the mouse; the camera takes both', async () => {
  const corners = async () => desk.locator('.zone-corner').count();
  await desk.focus('.zone-canvas');
  const before = await corners();
  await desk.keyboard.press('Tab');
  expect(await desk.textContent('#zone-corner')).toContain(`corner 2 of ${before}`);
  await desk.keyboard.press('Enter');
  expect([await corners(), await desk.textContent('#zone-corner')]).toEqual([
    before + 1,
    expect.stringContaining(`corner 3 of ${before + 1}`),
  ]);
  await desk.keyboard.press('Delete');
  expect(await corners()).toBe(before);
  const placeOf = async () => /across ([\d.]+)/.exec((await desk.textContent('#zone-corner')) ?? '')?.[1];
  const x = Number(await placeOf());
  await desk.keyboard.press(x > 50 ? 'ArrowLeft' : 'ArrowRight');
  expect(Math.abs(Number(await placeOf()) - x)).toBeCloseTo(0.5, 1);
  // Behind the last corner Tab goes on to the next control: no trap.
  for (let n = 0; n < before + 1; n += 1) await desk.keyboard.press('Tab');
  expect(await desk.evaluate(() => document.activeElement?.closest('.zone-canvas') === null)).toBe(true);

  await desk.click('.zone-add button:has-text("Add a mask")');
  await desk.fill('.zone-fields input', 'Windows');
  await pull([0.35, 0.35], [0, 0]);
  await pull([0.65, 0.35], [0.5, 0]);
  await pull([0.65, 0.65], [0.5, 1]);
  await pull([0.35, 0.65], [0, 1]);
  await desk.click('.zone-add button:has-text("Add a line")');
  const end = await placeOf();
  await desk.click('.zone-fields button:has-text("Count the other way")');
  expect(await placeOf()).not.toBe(end);
  await desk.click('.zones-side button:has-text("Save and send")');
  await applied(1);
  const config = await told();
  expect(config?.lines).toMatchObject([{ id: 'line-1', asset: camera.assets[0] }]);
  expect(config?.masks).toMatchObject([{ id: 'mask-1', label: 'Windows' }]);
  for (const [corner, wanted] of config!.masks[0]!.polygon.map((one, at) => [one, HALF[at]!] as const)) {
    expect(corner[0]).toBeCloseTo(wanted[0], 1);
    expect(corner[1]).toBeCloseTo(wanted[1], 1);
  }
  expect(await audited('zones.change')).toEqual([{ actor: 'engineer', subject: camera.device, reason: REASON }]);
  const masked = await still('look at the mask');
  expect([masked.left < 12, masked.right > 30]).toEqual([true, true]);
});

const HALF = [
  [0, 0],
  [0.5, 0],
  [0.5, 1],
  [0, 1],
] as const;

test('a zone becomes a one-way lane and the ground is tied to metres; the camera measures by them', async () => {
  await desk.click('.zone-list button:has-text("lanes")');
  await desk.selectOption('.zone-fields select:has(option[value="fire-lane"])', 'lane');
  const corners = await desk.locator('.zone-corner').count();
  await desk.check('.zone-fields label:has-text("one way") input');
  expect(await desk.locator('.zone-corner').count()).toBe(corners + 2);
  await desk.click('.zone-fields button:has-text("Turn round")');
  await desk.click('.zone-add button:has-text("Set ground points")');
  expect(await desk.isDisabled('.zone-add button:has-text("Set ground points")')).toBe(true);
  await pull([0.3, 0.8], [0.05, 0.98]);
  await pull([0.7, 0.8], [0.95, 0.98]);
  await desk.click('.zone-list button:has-text("lanes")');
  expect(await desk.textContent('.zone-fields')).toContain('reaches the horizon');
  await desk.click('.zone-list button:has-text("Ground points")');
  await pull([0.6, 0.4], [0.62, 0.1]);
  await pull([0.4, 0.4], [0.38, 0.1]);
  await desk.fill('[aria-label="Point 2, across, m"]', '');
  expect(await desk.isDisabled('.zones-side button:has-text("Save and send")')).toBe(true);
  await desk.fill('[aria-label="Point 2, across, m"]', '12.5');
  await desk.fill('[aria-label="Point 3, across, m"]', '12.5');
  expect(await desk.textContent('.zone-fields')).toContain('about 250 m² on the ground');
  await desk.click('.zones-side button:has-text("Save and send")');
  await applied(2);
  const config = await told();
  const [lane] = config!.zones.filter(({ kind }) => kind === 'lane');
  expect(lane!.direction![0][1]).toBeGreaterThan(lane!.direction![1][1]);
  expect(config?.ground).toMatchObject({
    image: [
      [expect.closeTo(0.05, 2), expect.closeTo(0.98, 2)],
      [expect.closeTo(0.95, 2), expect.closeTo(0.98, 2)],
      [expect.closeTo(0.62, 2), expect.closeTo(0.1, 2)],
      [expect.closeTo(0.38, 2), expect.closeTo(0.1, 2)],
    ],
    metres: [
      [0, 0],
      [12.5, 0],
      [12.5, 20],
      [0, 20],
    ],
  });
  await measuredNow('traffic.queue_length');
});

test('what the camera measures goes on under the new zones, and the line measures as well', async () => {
  for (const metric of ['traffic.vehicle_count', 'traffic.flow']) await measuredNow(metric);
});

test('after kill -9 the camera goes on with the last good version', { timeout: 90_000 }, async () => {
  await camera.restartAgent();
  await eventually('it confirms the version again', async () => {
    const rows = await city.query(`SELECT FROM device_events WHERE device = $1 AND event = 'config.applied'`, [
      camera.device,
    ]);
    return rows.length === 3;
  });
  const masked = await still('after the restart');
  expect([masked.left < 12, masked.right > 30]).toEqual([true, true]);
});

test('a detector that the camera cannot use is refused at the page of devices, and the one before goes on', async () => {
  await openDeskPage(desk, 'devices');
  await desk.click(`button[aria-label="Settings of ${camera.device}"]`);
  const pane = desk.locator('.settings');
  const send = async (model: string) => {
    await pane.getByLabel('Detector').fill(model);
    await pane.getByLabel('Reason').fill('a better one');
    await pane.getByRole('button', { name: 'Save and send' }).click();
  };
  await send('no-such-model');
  await pane.getByText('The camera refused version 3 and works as before: Model no-such-model is unknown').waitFor();
  expect(await violationsOf(desk)).toEqual([]);
  await measuredNow('traffic.vehicle_count');
  await send('');
  await pane.getByText('Version 4 is in force at the camera').waitFor();
  expect((await told())?.model).toBeUndefined();
  await openDeskPage(desk, 'zones');
});

test('a version that the camera cannot take is refused with its sentence, and what was in force stays', async () => {
  const good = (await told())!;
  const broken = { ...good, version: 5, zones: [] };
  await city.query(
    `INSERT INTO device_configs (device, version, body, author, reason, at_ms) VALUES ($1, 5, $2, 'test', 'broken', $3)`,
    [camera.device, JSON.stringify(broken), Date.now()],
  );
  await city.query(`SELECT pg_notify('chengyun_downlink', '')`);
  await desk.waitForSelector('.zones-side :text("The camera refused version 5 and works as before")');
  expect((await still('what is in force')).left).toBeLessThan(12);
});

test('the page has no accessibility faults in either theme and language', async () => {
  for (const _ of ['ink', 'paper']) {
    for (const __ of ['en', 'zh']) {
      expect(await violationsOf(desk)).toEqual([]);
      await desk.click('.desk-when button:nth-child(1)');
    }
    await desk.click('.desk-when button:nth-child(2)');
  }
});

test('no picture is in the database, and nothing was refused on its way', async () => {
  const source = await desk.evaluate(() => document.querySelector<HTMLImageElement>('.zone-canvas img')?.src ?? '');
  const part = source.slice(source.indexOf(',') + 400, source.indexOf(',') + 460);
  expect(part).toHaveLength(60);
  const tables = await city.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  for (const { name } of tables) {
    expect(await city.query(`SELECT FROM "${name}" t WHERE t::text LIKE '%' || $1 || '%'`, [part]), name).toEqual([]);
  }
  expect(await city.query('SELECT reason, detail FROM quarantine')).toEqual([]);
});

test('the picture leaves the page when its ten minutes are over', async () => {
  await desk.clock.install();
  await still('to see it go');
  await desk.clock.fastForward(9 * 60_000);
  expect(await desk.locator('.zone-canvas img').count()).toBe(1);
  await desk.clock.fastForward(60_000);
  await desk.waitForSelector('.zones-bar :text("The still has expired")');
  expect(await desk.locator('.zone-canvas img').count()).toBe(0);
});
