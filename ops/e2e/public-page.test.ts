/**
 * The citizens' page in a browser, without an account and on a small phone: nothing is clipped, nothing stands in the way of
 * who sees or hears otherwise, and a report with a photo shows what became of it by its token alone, with the word of who
 * looked at it at the desk.
 */
import { civicEn } from '@chengyun/console/desk/pages/words/civic-en.ts';
import { civicZh } from '@chengyun/console/desk/pages/words/civic-zh.ts';
import { en } from '@chengyun/console/desk/words/en.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from './axe-check.ts';
import { openBrowser, signIn } from './browser.ts';
import { drawnJpeg } from './drawn-jpeg.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

let city: Installation;
let browser: Browser;
let phone: Page;
let token = '';
const errors: string[] = [];

beforeAll(async () => {
  city = await startInstallation();
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'zh-CN' });
  phone = await context.newPage();
  phone.on('pageerror', (error) => errors.push(error.message));
  phone.setDefaultTimeout(30_000);
  await phone.goto(`${city.consoleUrl}/public`);
  await phone.waitForSelector('main.public select[name="district"] option:nth-child(2)', { state: 'attached' });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

const overflowPx = () => phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test('it is whole at 360 by 640 in both languages, and axe finds nothing', async () => {
  for (let i = 0; i < 2; i++) {
    expect(await overflowPx()).toBeLessThanOrEqual(0);
    expect.soft(await violationsOf(phone)).toEqual([]);
    const small = await phone.$$eval('main.public :is(button, input, select, textarea)', (controls) =>
      controls.filter((one) => one.getBoundingClientRect().height < 48).map((one) => one.outerHTML.slice(0, 60)),
    );
    expect.soft(small).toEqual([]);
    await phone.click('main.public header button');
  }
});

test('a report leaves without a name and its steps are found by its token', { timeout: 60_000 }, async () => {
  const jpeg = await drawnJpeg(phone);
  await phone.selectOption('select[name="district"]', { index: 1 });
  await phone.fill('textarea[name="text"]', '路口积水，没过路缘石');
  await phone.setInputFiles('input[name="photo"]', {
    ...{ name: 'a.jpg', mimeType: 'image/jpeg', buffer: jpeg },
  });
  await phone.click('main.public form button[type="submit"].strong');
  await phone.waitForSelector('.steps li[data-step="received"]');
  token = await phone.evaluate(() => location.hash.slice(1));
  expect(token.length).toBeGreaterThan(20);
  const rows = await city.query<{ has_photo: boolean; is_as_sent: boolean; row: string }>(
    `SELECT photo IS NOT NULL AS has_photo, photo = $1 AS is_as_sent, row_to_json(r)::text AS row
       FROM citizen_reports r`,
    [jpeg],
  );
  // The picture was drawn anew, and the token is not kept.
  expect(rows.map(({ has_photo, is_as_sent }) => [has_photo, is_as_sent])).toEqual([[true, false]]);
  expect(rows[0]?.row).not.toContain(token);
  // The token alone finds it again, and another finds nothing.
  await phone.goto(`${city.consoleUrl}/public#${token}`);
  await phone.reload();
  await phone.waitForSelector('.steps li[data-step="received"]');
  await phone.fill('input[name="token"]', 'x'.repeat(token.length));
  await phone.click('main.public form:has(input[name="token"]) button');
  await phone.waitForFunction(() => document.querySelectorAll('.steps li').length === 0);
  expect(await overflowPx()).toBeLessThanOrEqual(0);
  expect(errors).toEqual([]);
});

test('at the desk the report is looked at and answered, and the citizen reads the answer', {
  timeout: 60_000,
}, async () => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en-GB' });
  const desk = await context.newPage();
  desk.on('pageerror', (error) => errors.push(error.message));
  await signIn(desk, city, 'operator', '/desk');
  await desk.goto(`${city.consoleUrl}/desk?timeline=live&buildings=500#citizens`);
  const pane = desk.locator('.civic-pane', { hasText: '没过路缘石' });
  await pane.getByRole('button', { name: en['incident.photoAsk'] }).click();
  await pane.locator('.civic-photo').waitFor();
  await pane.getByLabel(civicEn['citizens.word']).fill('抽水车已到');
  await pane.getByRole('button', { name: civicEn['citizens.check'] }).click();
  await pane.getByText('抽水车已到').waitFor();
  expect.soft(await violationsOf(desk)).toEqual([]);
  const trail = await city.query<{ action: string; actor: string }>(
    "SELECT action, actor FROM audit WHERE action IN ('evidence.seen', 'report.checked') ORDER BY n",
  );
  expect(trail).toEqual([
    { action: 'evidence.seen', actor: 'operator' },
    { action: 'report.checked', actor: 'operator' },
  ]);
  await phone.goto(`${city.consoleUrl}/public#${token}`);
  await phone.reload();
  await phone.locator('.steps li[data-step="checked"] q', { hasText: '抽水车已到' }).waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

test('the desk opens an incident because of it, with the keyboard alone, and the citizen reads that it is one', {
  timeout: 90_000,
}, async () => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' });
  const desk = await context.newPage();
  desk.on('pageerror', (error) => errors.push(error.message));
  await signIn(desk, city, 'operator', '/desk');
  await desk.goto(`${city.consoleUrl}/desk?timeline=live&buildings=500#citizens`);
  const pane = desk.locator('.civic-pane', { hasText: '没过路缘石' });
  await pane.getByLabel(civicZh['citizens.domain']).focus();
  await desk.keyboard.press('Tab');
  await pane.getByLabel(civicZh['citizens.level']).selectOption('orange');
  await desk.keyboard.press('Tab');
  const near = pane.getByLabel(civicZh['citizens.near']);
  await expect.poll(() => near.evaluate((one) => one === document.activeElement)).toBe(true);
  await desk.keyboard.press('Tab');
  expect.soft(await violationsOf(desk)).toEqual([]);
  await desk.keyboard.press('Enter');
  await pane.getByText(civicZh['citizens.incident']).waitFor();
  // The engine answers at its next tick.
  await pane.getByRole('button', { name: '上报险情：积水' }).click();
  await desk.waitForSelector('.desk-row[data-chosen="true"][data-level="orange"]');
  await desk.locator('.incident-steps').getByText('到场核实险情').waitFor();
  const trail = await city.query<{ action: string }>(
    "SELECT action FROM audit WHERE actor = 'operator' AND action IN ('fact.open', 'report.incident') ORDER BY n",
  );
  expect(trail.map(({ action }) => action)).toEqual(['fact.open', 'report.incident']);
  await phone.goto(`${city.consoleUrl}/public#${token}`);
  await phone.reload();
  await phone.waitForSelector('.steps li[data-step="incident"]');
  expect(errors).toEqual([]);
  await context.close();
});
