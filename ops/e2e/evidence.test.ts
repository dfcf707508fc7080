/**
 * A picture of a camera for an open incident: the operator says why, the simulated street comes from the camera's own ring
 * with people and vehicles made unknowable there, carries its badge, and asking and seeing stand in the audit.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { openDesk } from './desk-page.ts';
import { eventually } from './eventually.ts';
import { floodPumps } from './flooded-pumps.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';
import { openStreetCamera, type StreetCamera } from './street-camera.ts';

const REASON = 'is the carriageway under water';
const PUMP = 'underpass-yanggao-century';
/** A simulated street, its stream and its agent begin on the same two cores. */
const PICTURE_MS_MAX = 60_000;

let city: Installation;
let camera: StreetCamera;
let browser: Browser;
let desk: Page;
let alarm: string;

beforeAll(async () => {
  city = await startInstallation();
  camera = await openStreetCamera(city);
  const pumps = await floodPumps(city, 15);
  await pumps.trip(PUMP);
  alarm = await pumps.alarmOf(PUMP);
  browser = await openBrowser();
  desk = await openDesk(browser, city, 'operator');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await camera?.stop();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

const audited = (action: string) =>
  city.query<{ actor: string; subject: string; reason: string | null; incident: string | null }>(
    `SELECT actor, subject, body->'details'->>'reason' AS reason, body->'details'->>'incident' AS incident
     FROM audit WHERE action = $1 ORDER BY n`,
    [action],
  );

test('a picture for an incident carries its badge, and who saw it and why is on record', {
  timeout: 120_000,
}, async () => {
  await desk.click(`.desk-row[data-alert-id="${alarm}"]`);
  const pane = desk.locator('.camera-evidence');
  await pane.waitFor();
  expect(await pane.locator('button').isDisabled()).toBe(true);
  // E leads to the field of the reason: nothing is asked for without one.
  await desk.keyboard.press('e');
  await pane.locator('input:focus').waitFor();
  await desk.keyboard.type(REASON);
  // A camera that began a moment ago has nothing in its ring yet and says so: then it is asked again. Seen and asked in
  // one turn of the page, so that a picture that comes in between is not asked for twice.
  const shown = () =>
    pane.evaluate((section) => {
      if (section.querySelector('figure')) return true;
      const button = section.querySelector('button');
      if (button && !button.disabled) button.click();
      return false;
    });
  await eventually('the picture', shown, PICTURE_MS_MAX);
  const picture = await pane.locator('img').evaluate((image: HTMLImageElement) => ({
    isDrawn: image.complete && image.naturalWidth > 0,
    source: image.src.slice(0, 23),
  }));
  expect(picture).toEqual({ isDrawn: true, source: 'data:image/jpeg;base64,' });
  expect(await pane.locator('figcaption.mask-badge').textContent()).toBe('People and vehicles are blurred');
  // Nothing else on the desk shows a picture.
  expect(await desk.locator('main img:not(.camera-evidence img)').count()).toBe(0);

  const asked = await audited('evidence.ask');
  expect(asked.at(-1)).toMatchObject({ actor: 'operator', subject: camera.device, reason: REASON });
  const [seen, ...more] = await audited('evidence.view');
  expect(more).toEqual([]);
  expect(seen?.actor).toBe('operator');
  expect(seen?.incident).toBe(asked.at(-1)?.incident);
});
