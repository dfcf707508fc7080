/**
 * Privacy on screen and wire: while every surface and page is opened with people in view, nothing is sent that the
 * contract does not name, no key identifies anybody, no picture but the product's own icons is fetched, and fewer than
 * ten people are nowhere a number.
 */
import { DESK_PAGES } from '@chengyun/console/desk/desk-model.ts';
import { DeltaSchema, HeartbeatSchema, IDENTITY_FIELDS, SnapshotSchema } from '@chengyun/contracts';
import type { Browser, Page } from 'playwright-core';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { callColleague } from './colleague.ts';
import { openDeskPage } from './desk-page.ts';
import { type FloodedPumps, floodPumps } from './flooded-pumps.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';
import { keysOf, type RecordedWire, recordWire } from './recorded-wire.ts';
import type { Sender } from './sender.ts';

const PUMP = 'underpass-yanggao-century';
const OFFICER = 'officer-4';
const STREET = 'road-yanggao-middle';
const PEOPLE = 7;
const CROWD = 240;

const SCHEMAS = {
  snapshot: Compile(SnapshotSchema),
  delta: Compile(DeltaSchema),
  heartbeat: Compile(HeartbeatSchema),
};
/** Assets and seats have a `name`: of a place and of a job. A `snapshot` is what the product calls its first message. */
const ALLOWED = ['name', 'snapshot'];
const IDENTITY = new Set(IDENTITY_FIELDS.filter((field) => !ALLOWED.includes(field)));

let city: Installation;
let browser: Browser;
let surfaces: Surfaces;
let pumps: FloodedPumps;
let street: Sender;
const wires: RecordedWire[] = [];

beforeAll(async () => {
  city = await startInstallation();
  pumps = await floodPumps(city, 15);
  street = await city.addDevice('camera-street', [STREET]);
  browser = await openBrowser();
  const onPage = async (page: Page) => void wires.push(recordWire(page));
  surfaces = await openSurfaces(browser, city, { timeline: 'live', officer: OFFICER, onPage });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

const sayPeople = (value: number) =>
  street.observe([{ metric: 'crowd.person_count', asset: STREET, value, unit: '1' }]);

/** Opens everything there is to open on the three surfaces. */
async function crawl(): Promise<void> {
  const { wall, desk, phone } = surfaces;
  for (const page of DESK_PAGES) await openDeskPage(desk, page);
  await desk.keyboard.press('Escape');
  for (const page of [desk, wall]) {
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('{');
    await page.waitForSelector(page === desk ? '.scrubber[data-replay="true"]' : '.live-now');
    await page.keyboard.press('l');
    await page.waitForSelector('main[data-link="live"]');
  }
  for (const tab of [2, 3, 1]) await phone.click(`.field-tabs button:nth-child(${tab})`);
}

test('nothing is sent that the contract does not name, and nothing names anybody', { timeout: 120_000 }, async () => {
  await sayPeople(PEOPLE);
  await pumps.trip(PUMP);
  const alarm = await pumps.alarmOf(PUMP);
  const colleague = await callColleague(browser, city);
  await colleague.state({ kind: 'note', alarm, text: 'Crew is on its way.' });
  await colleague.state({ kind: 'dispatch', alarm, officer: OFFICER });
  await surfaces.phone.waitForSelector(`.task [data-alert-id="${alarm}"]`);
  await sayPeople(CROWD);
  await crawl();

  const messages = wires.flatMap((wire) => wire.messages);
  expect(new Set(messages.map(({ event }) => event))).toEqual(new Set(Object.keys(SCHEMAS)));
  for (const { event, payload } of messages) {
    const [error] = SCHEMAS[event as keyof typeof SCHEMAS].Errors(payload);
    expect(error && `${event}${error.instancePath}: ${error.message}`).toBeUndefined();
  }
  // The crowd went over the wire as a number and nothing else; the phone in the street did not even get that.
  const counted = (wire: RecordedWire | undefined) => JSON.stringify(wire?.messages).includes('crowd.person_count');
  expect(wires.map(counted)).toEqual([true, true, false]);

  const answers = wires.flatMap((wire) => wire.answers);
  expect(answers.length).toBeGreaterThan(0);
  for (const { path, body } of [
    ...answers,
    ...messages.map(({ event, payload }) => ({ path: event, body: payload })),
  ]) {
    const named = keysOf(body).filter(([key]) => IDENTITY.has(key));
    expect(named.map(([, where]) => `${path} ${where}`)).toEqual([]);
  }
  expect(wires.flatMap((wire) => wire.pictures).filter((path) => !/^\/(field|wall)\/icon[^/]*$/.test(path))).toEqual(
    [],
  );
  expect(surfaces.errors).toEqual([]);
});

test('fewer than ten people are nowhere a number', { timeout: 60_000 }, async () => {
  const { desk } = surfaces;
  await desk.evaluate((asset) => {
    location.hash = `station/${asset}`;
  }, STREET);
  for (const [people, shown] of [
    [CROWD, String(CROWD)],
    [PEOPLE, '<10'],
  ] as const) {
    await sayPeople(people);
    await desk.waitForSelector(`.station-now b:text-is("${shown}")`);
  }
  await desk.waitForSelector('.station-chart svg');
  const words = await desk.$$eval('.station-now, .station-chart, .page-bar > p', (parts) =>
    parts.map((part) => part.textContent).join(' '),
  );
  expect(words).not.toMatch(new RegExp(`(^|\\s)${PEOPLE}(\\s|$)`, 'm'));
  await desk.evaluate(() => {
    location.hash = '';
  });
});
