/** A phone without network: what the officer does is kept over a reload and delivered once and in order. */
import { word } from '@chengyun/console/state/words/words.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { drawnJpeg } from './drawn-jpeg.ts';
import { eventually } from './eventually.ts';
import { type FloodedPumps, floodPumps } from './flooded-pumps.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

const PUMP = 'underpass-yanggao-century';
const OFFICER = 'officer-1';

let city: Installation;
let browser: Browser;
let surfaces: Surfaces;
let pumps: FloodedPumps;

beforeAll(async () => {
  city = await startInstallation();
  pumps = await floodPumps(city, 15);
  browser = await openBrowser();
  surfaces = await openSurfaces(browser, city, { timeline: 'live', officer: OFFICER });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

const EXIF = Buffer.from('Exif\0\0place of the camera');

/** Puts an EXIF segment behind the first two bytes, where a camera has it. */
function withExif(jpeg: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, EXIF.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, EXIF, jpeg.subarray(2)]);
}

interface Stated {
  readonly kind: string;
  readonly seq: number;
  /** The phone's clock when the officer acted. */
  readonly at: number;
  readonly rx_at: number;
}

/** What of the phone's kept view the test looks at. */
interface Kept {
  readonly incidents: readonly { readonly tasks: readonly { readonly state: string }[] }[];
}

async function stated(): Promise<Stated[]> {
  const rows = await city.query<Stated>(
    `SELECT body -> 'body' ->> 'kind' AS kind, (body ->> 'seq')::int AS seq, (body ->> 'at')::float8 AS at,
            (body ->> 'rxAt')::float8 AS rx_at
       FROM facts WHERE actor = $1 ORDER BY log_offset`,
    [OFFICER],
  );
  return rows;
}

test('accept, arrive and done survive the reload and leave once, in order', { timeout: 120_000 }, async () => {
  const { desk, phone } = surfaces;
  await pumps.trip(PUMP);
  const alarm = await pumps.alarmOf(PUMP);
  await desk.waitForSelector(`.desk-row[data-alert-id="${alarm}"][data-chosen="true"]`);
  await desk.waitForSelector('.dispatch li:first-child .desk-right:not(:empty)');
  await desk.keyboard.press('d');
  await desk.waitForSelector('.dispatch[data-choosing="true"]');
  await desk.keyboard.press('Enter');
  await phone.waitForSelector(`.task .level-banner[data-alert-id="${alarm}"]`);
  await eventually('both receipts', async () => (await stated()).length === 2);
  // The page can only be opened again without network once its worker keeps it and the view has been written down.
  await phone.evaluate(() => navigator.serviceWorker.ready);
  await phone.waitForFunction((officer) => {
    const kept = JSON.parse(localStorage.getItem(`chengyun.field.${officer}`) ?? '{}') as Partial<Kept>;
    return kept.incidents?.some(({ tasks }) => tasks.some((task) => task.state === 'seen')) ?? false;
  }, OFFICER);

  await phone.context().setOffline(true);
  await phone.waitForSelector('.offline');
  const step = (n: number) => phone.locator(`.thumb-steps button:nth-child(${n})[data-next="true"]:enabled`);
  await step(1).click();
  await step(2).click();
  await phone.waitForSelector('.thumb-steps button:nth-child(2)[data-queued="true"]');

  // A camera's file, with the place in it; it leaves coarse, drawn anew and without that.
  await phone.locator('.task-tools input[type=file]').setInputFiles({
    ...{ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: withExif(await drawnJpeg(phone)) },
  });
  await phone.locator('.photo-sheet button[data-next="true"]:enabled').click();
  await phone.waitForSelector('.photo-sheet', { state: 'detached' });

  // What is said into the microphone waits as well.
  await phone.context().grantPermissions(['microphone']);
  await phone.getByRole('button', { name: 'Voice', exact: true }).click();
  await phone.locator('.voice-count .number', { hasText: '1' }).waitFor();
  await phone.locator('.voice-sheet button[data-next="true"]').click();
  await phone.waitForSelector('.voice-sheet audio');
  await phone.locator('.voice-sheet button[data-next="true"]').click();
  await phone.waitForSelector('.voice-sheet', { state: 'detached' });
  await phone.locator('.offline', { hasText: word('en', 'link.outbox', { n: 4 }) }).waitFor();

  await phone.reload();
  await phone.waitForSelector(`.task .level-banner[data-alert-id="${alarm}"]`);
  await phone.waitForSelector('.offline');
  // What was pressed before the reload still counts: done comes next.
  await step(3).click();
  await phone.locator('.done-sheet button[data-next="true"]').click();
  await phone.waitForSelector('.thumb-steps button:nth-child(3)[data-queued="true"]');
  expect((await stated()).map((fact) => fact.kind)).toEqual(['delivered', 'seen']);

  const onlineAtMs = Date.now();
  await phone.context().setOffline(false);
  await eventually('done in the log', async () => (await stated()).some((fact) => fact.kind === 'done'));
  await phone.waitForSelector('.offline', { state: 'detached' });
  const facts = await stated();
  expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_, index) => index + 1));
  // A page that opens with a view from before the receipt says once more that the task was seen.
  const acts = facts.filter((fact) => fact.kind !== 'delivered' && fact.kind !== 'seen');
  expect(acts.map((fact) => fact.kind)).toEqual(['accept', 'arrive', 'evidence', 'evidence', 'done']);
  for (const fact of acts) {
    expect(fact.at).toBeLessThan(onlineAtMs);
    expect(fact.rx_at).toBeGreaterThanOrEqual(onlineAtMs);
  }
  console.info(`delivered ${Math.max(...acts.map((fact) => fact.rx_at)) - onlineAtMs} ms after the network was back`);
  const kept = await city.query<{ media: string; bytes: Buffer }>(
    'SELECT media, bytes FROM evidence_blobs ORDER BY media',
  );
  expect(kept.map(({ media }) => media)).toEqual(['photo', 'voice']);
  expect(kept[0]?.bytes.includes(EXIF)).toBe(false);
  // At the desk the note is heard when somebody asks for it.
  await desk.locator('.field-evidence button', { hasText: 'Hear the note' }).click();
  await desk.waitForFunction(
    () => (document.querySelector<HTMLAudioElement>('.field-evidence audio')?.readyState ?? 0) > 0,
  );
});
