/**
 * Names, keyboard, shapes and sizes: axe-core finds nothing on any page in either theme and language, Tab reaches
 * everything and is always seen, the canvas is said in words, the four levels survive other visions, the type of the
 * wall can be read from its farthest seat, and no word sticks out of its place.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DESK_PAGES } from '@chengyun/console/desk/desk-model.ts';
import { contrastRatio, linearFromHex, oklabDistance } from '@chengyun/console/state/colour-vision.ts';
import { THEMES } from '@chengyun/console/state/tokens.ts';
import { hanBodyPx, latinBodyPx, PROFILES } from '@chengyun/console/wall/profiles.ts';
import { LEVEL_FACTS, LEVELS } from '@chengyun/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOf } from './axe-check.ts';
import { openBrowser, openSurfaces, type Surfaces } from './browser.ts';
import { callColleague } from './colleague.ts';
import { openDeskPage } from './desk-page.ts';
import { type FourLevels, LEVELS_PACE, standFourLevels } from './four-levels.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';
import { seeLevels, VISIONS } from './seen-levels.ts';
import { walkByTab } from './tab-walk.ts';
import { overflowsOf, typeSizesOf } from './type-sizes.ts';

const OFFICER = 'officer-4';
const FIELD_TABS = 3;
/** Second lines and axes are for the near seats: they may have this share of the body. */
const CAPTION_SHARE = 0.8;

let city: Installation;
let browser: Browser;
let surfaces: Surfaces;
let timeline: string;
let levels: FourLevels;
let login: Page;

beforeAll(async () => {
  city = await startInstallation();
  const exercise = await city.beginExercise('levels', LEVELS_PACE);
  timeline = exercise.id;
  levels = await standFourLevels(city, exercise);
  browser = await openBrowser();
  surfaces = await openSurfaces(browser, city, { timeline: exercise.id, officer: OFFICER });
  const colleague = await callColleague(browser, city, exercise.id);
  await colleague.state({ kind: 'dispatch', alarm: levels.alarms.red, officer: OFFICER });
  await surfaces.phone.waitForSelector(`.task [data-alert-id="${levels.alarms.red}"]`);
  await surfaces.desk.setViewportSize({ width: 1920, height: 1200 });
  await surfaces.desk.waitForSelector(`.desk-row[data-alert-id="${levels.alarms.blue}"]`);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  login = await context.newPage();
  await login.goto(`${city.consoleUrl}/login`);
  await login.waitForSelector('form');
}, 180_000);

afterAll(async () => {
  levels?.stop();
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

/** Runs `look` in both languages and both themes of a page that can switch them. */
async function inEveryDress(
  page: Page,
  switches: { readonly language: () => Promise<void>; readonly theme: () => Promise<void> },
  look: (dress: string) => Promise<void>,
): Promise<void> {
  for (const turn of [null, switches.theme, switches.language, switches.theme]) {
    await turn?.();
    await look(await page.evaluate(() => `${document.documentElement.dataset.theme} ${document.documentElement.lang}`));
  }
  await switches.language();
}

const deskSwitches = (desk: Page) => ({
  language: () => desk.click('.desk-when button:nth-child(1)'),
  theme: () => desk.click('.desk-when button:nth-child(2)'),
});

describe('axe-core finds nothing', () => {
  test('on the wall', { timeout: 60_000 }, async () => {
    const { wall } = surfaces;
    for (const theme of THEMES) {
      const address = new URL(wall.url());
      address.searchParams.set('theme', theme);
      await wall.goto(address.href);
      await wall.waitForSelector(`main.wall[data-link="live"] li.alarm[data-alert-id="${levels.alarms.red}"]`);
      expect.soft(await violationsOf(wall), theme).toEqual([]);
    }
  });

  test('on any page of the desk', { timeout: 120_000 }, async () => {
    const { desk } = surfaces;
    await inEveryDress(desk, deskSwitches(desk), async (dress) => {
      for (const page of DESK_PAGES) {
        await openDeskPage(desk, page);
        expect.soft(await violationsOf(desk), `${page} ${dress}`).toEqual([]);
      }
      await openDeskPage(desk, 'map');
      for (const key of ['?', 'Control+k']) {
        await desk.keyboard.press(key);
        await desk.waitForSelector('[role="dialog"]');
        expect.soft(await violationsOf(desk), `${key} ${dress}`).toEqual([]);
        await desk.keyboard.press('Escape');
      }
    });
  });

  test('on the phone', { timeout: 60_000 }, async () => {
    const { phone } = surfaces;
    const tab = (n: number) => phone.click(`.field-tabs button:nth-child(${n})`);
    const flip = async (row: number) => {
      await tab(FIELD_TABS);
      await phone.click(`.me > button:nth-of-type(${row})`);
    };
    await inEveryDress(phone, { language: () => flip(2), theme: () => flip(3) }, async (dress) => {
      for (let n = 1; n <= FIELD_TABS; n++) {
        await tab(n);
        expect.soft(await violationsOf(phone), `tab ${n} ${dress}`).toEqual([]);
      }
    });
    await tab(1);
  });

  test('on the login', { timeout: 60_000 }, async () => {
    for (const theme of THEMES) {
      await login.goto(`${city.consoleUrl}/login?theme=${theme}`);
      for (let i = 0; i < 2; i++) {
        expect.soft(await violationsOf(login), theme).toEqual([]);
        await login.click('.login-language');
      }
    }
  });
});

describe('Tab reaches everything, is seen everywhere and is held nowhere', () => {
  const expectWalk = async (page: Page, name: string) => {
    const { places, unseen, missed, isRound } = await walkByTab(page);
    expect(places.length, name).toBeGreaterThan(0);
    expect.soft({ unseen, missed, isRound }, `${name}: ${places.join(' | ')}`).toEqual({
      ...{ unseen: [], missed: [], isRound: true },
    });
  };

  test('wall, phone and login', { timeout: 60_000 }, async () => {
    const { wall, phone } = surfaces;
    await expectWalk(wall, 'wall');
    for (let n = 1; n <= FIELD_TABS; n++) {
      await phone.click(`.field-tabs button:nth-child(${n})`);
      await expectWalk(phone, `phone ${n}`);
    }
    await phone.click('.field-tabs button:nth-child(1)');
    await expectWalk(login, 'login');
  });

  test('every page of the desk', { timeout: 60_000 }, async () => {
    const { desk } = surfaces;
    for (const page of DESK_PAGES) {
      await openDeskPage(desk, page);
      await expectWalk(desk, page);
    }
    await openDeskPage(desk, 'map');
  });

  test('arrows walk the alarms of the wall', async () => {
    const { wall } = surfaces;
    const rows = await wall.$$eval('li.alarm', (items) => items.map((item) => item.getAttribute('data-alert-id')));
    await wall.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (const id of rows) {
      await wall.keyboard.press('ArrowDown');
      await wall.waitForSelector(`li.alarm[data-alert-id="${id}"] > button:focus-visible`);
    }
  });
});

test('the canvas is said in words, with the same ids', async () => {
  const { wall, desk } = surfaces;
  const rows = await city.query<{ id: string }>(
    `SELECT id FROM alarms WHERE timeline = $1 AND state IN ('active-unacknowledged', 'active-acknowledged')`,
    [timeline],
  );
  const wanted = rows.map(({ id }) => id).sort();
  expect(wanted).toEqual(expect.arrayContaining(Object.values(levels.alarms)));
  const idsOf = (page: Page, selector: string, attribute: string) =>
    page.$$eval(selector, (items, name) => items.map((item) => item.getAttribute(name)).sort(), attribute);
  expect(await idsOf(wall, '[data-twin-of]', 'data-twin-of')).toEqual(wanted);
  expect(await idsOf(desk, '.desk-row', 'data-alert-id')).toEqual(wanted);
  for (const page of [wall, desk]) {
    expect(await page.evaluate(() => globalThis.chengyunScene?.stats.ringCount)).toBe(wanted.length);
  }
});

describe('the four levels', () => {
  test('carry shape and numeral wherever they are shown', async () => {
    const { wall, desk, phone } = surfaces;
    for (const page of [wall, desk, phone]) {
      const shown = await page.$$eval('[data-level]', (items) =>
        items.map((item) => ({
          level: item.getAttribute('data-level'),
          shape: item.querySelector('svg[data-shape]')?.getAttribute('data-shape'),
          numeral: item.querySelector('.numeral, .cy-numeral')?.textContent?.trim(),
          html: item.outerHTML.slice(0, 120),
        })),
      );
      expect(shown.length).toBeGreaterThan(0);
      for (const { level, shape, numeral, html } of shown) {
        const facts = LEVEL_FACTS[LEVELS.find((one) => one === level) ?? 'blue'];
        expect(shape, html).toBe(facts.shape);
        expect(numeral, html).toBe(facts.numeral);
      }
    }
  });

  test.each(VISIONS)('can be told apart and seen with %s', { timeout: 60_000 }, async (vision) => {
    const { desk } = surfaces;
    const client = await desk.context().newCDPSession(desk);
    for (const theme of THEMES) {
      if ((await desk.evaluate(() => document.documentElement.dataset.theme)) !== theme) {
        await deskSwitches(desk).theme();
      }
      const { png, glyphs } = await seeLevels(desk, client, vision, '.desk-row');
      try {
        expect(glyphs.map(({ level }) => level).sort()).toEqual([...LEVELS].sort());
        expect(new Set(glyphs.map(({ shape }) => shape)).size).toBe(LEVELS.length);
        for (const { level, ink, ground } of glyphs) {
          expect(contrastRatio(ink, ground), `${theme} ${level} ${ink} on ${ground}`).toBeGreaterThanOrEqual(3);
        }
        // Without any colour the shape alone tells them apart.
        if (vision === 'achromatopsia') continue;
        for (const [i, a] of glyphs.entries()) {
          for (const b of glyphs.slice(i + 1)) {
            const apart = oklabDistance(linearFromHex(a.pigment), linearFromHex(b.pigment));
            expect(apart, `${theme} ${a.level} ${a.pigment}, ${b.level} ${b.pigment}`).toBeGreaterThanOrEqual(0.1);
          }
        }
      } catch (error) {
        const kept = join(mkdtempSync(join(tmpdir(), 'chengyun-levels-')), `${vision}-${theme}.png`);
        writeFileSync(kept, png);
        console.error(`What was seen is kept in ${kept}`);
        throw error;
      }
    }
    await client.detach();
  });
});

test.each(PROFILES)(
  'every word of the wall "$id" is as large as its seats ask',
  { timeout: 60_000 },
  async (profile) => {
    const { wall } = surfaces;
    const before = wall.viewportSize();
    const address = wall.url();
    await wall.setViewportSize({ width: profile.widthPx, height: profile.heightPx });
    const asked = new URL(address);
    asked.searchParams.set('profile', profile.id);
    await wall.goto(asked.href);
    await wall.waitForSelector(`main.wall[data-link="live"] .cy-plate`);
    const small = (await typeSizesOf(wall)).filter(({ px, isHan }) => {
      const bodyPx = isHan ? hanBodyPx(profile) : latinBodyPx(profile);
      return px < CAPTION_SHARE * bodyPx - 0.01;
    });
    expect(small).toEqual([]);
    await wall.setViewportSize(before ?? { width: 1280, height: 720 });
    await wall.goto(address);
    await wall.waitForSelector('main.wall[data-link="live"] li.alarm');
  },
);

test('no word sticks out of its place at 1920 in either language', { timeout: 60_000 }, async () => {
  const { desk, wall } = surfaces;
  for (let i = 0; i < 2; i++) {
    for (const page of DESK_PAGES) {
      await openDeskPage(desk, page);
      expect
        .soft(await overflowsOf(desk), `${page} ${await desk.evaluate(() => document.documentElement.lang)}`)
        .toEqual([]);
    }
    await deskSwitches(desk).language();
  }
  await openDeskPage(desk, 'map');
  const before = wall.viewportSize();
  await wall.setViewportSize({ width: 1920, height: 1080 });
  await wall.reload();
  await wall.waitForSelector('main.wall[data-link="live"] li.alarm');
  expect.soft(await overflowsOf(wall), 'wall').toEqual([]);
  await wall.setViewportSize(before ?? { width: 1280, height: 720 });
  expect(surfaces.errors).toEqual([]);
});
