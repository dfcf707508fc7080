/** The first start of a centre for real: whoever signs in has to choose a password before anything opens. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violationsOf } from './axe-check.ts';
import { openBrowser } from './browser.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

const CHOSEN = '长江口-涨潮-四米五-退潮';
let city: Installation;
let browser: Browser;

beforeAll(async () => {
  city = await startInstallation({ env: { CHENGYUN_FIRST_PASSWORDS: 'change' } });
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

test('a first password opens the form that changes it and nothing else', { timeout: 90_000 }, async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${city.consoleUrl}/login?next=/desk`);
  await page.fill('input[name="account"]', 'operator');
  await page.fill('input[name="password"]', city.password('operator'));
  await page.click('button[type="submit"]');
  await page.waitForSelector('main.account [role="alert"]');
  expect.soft(await violationsOf(page)).toEqual([]);
  expect(await page.locator('main.account button.strong').count()).toBe(0);
  // The session is there, but the city is not shown to it.
  const refused = await page.request.get(`${city.consoleUrl}/api/devices`);
  expect([refused.status(), (await refused.json()).error.code]).toEqual([403, 'first-password']);
  const desk = await context.newPage();
  await desk.goto(`${city.consoleUrl}/desk`);
  await desk.waitForSelector('main.account [role="alert"]');
  await desk.close();

  await page.fill('input[name="current"]', city.password('operator'));
  const meter = page.getByRole('meter', { name: 'Strength of the password' });
  const strength = async (password: string) => {
    await page.fill('input[name="next"]', password);
    return [await meter.getAttribute('aria-valuetext'), await page.locator('#strength').textContent()];
  };
  expect(await strength('1234')).toEqual(Array(2).fill('Too short: 8 letters more'));
  expect(await strength(CHOSEN)).toEqual(['Strong', 'Strong']);
  expect.soft(await violationsOf(page)).toEqual([]);
  expect(await strength('password12345')).toEqual(Array(2).fill('Weak: not taken, or soon guessed'));
  await page.click('main.account button[type="submit"]');
  await page.locator('main.account form [role="status"]', { hasText: /./ }).waitFor();
  expect(await page.locator('main.account button.strong').count()).toBe(0);
  await page.fill('input[name="next"]', CHOSEN);
  await page.click('main.account button[type="submit"]');
  await page.click('main.account button.strong');
  await page.waitForURL((url) => url.pathname.startsWith('/desk'));
  await page.waitForSelector('main.desk[data-link="live"]');
  await context.clearCookies();

  await page.goto(`${city.consoleUrl}/login?next=/desk`);
  await page.fill('input[name="account"]', 'operator');
  await page.fill('input[name="password"]', CHOSEN);
  await page.click('button[type="submit"]');
  const told = page.getByRole('listitem').filter({ hasText: /^The password was changed, .*, by you$/ });
  await told.waitFor();
  await page.getByText('tell the duty engineer').waitFor();
  expect.soft(await violationsOf(page)).toEqual([]);
  await page.click('main.account button.strong');
  await page.waitForSelector('main.desk[data-link="live"]');
  await page.goto(`${city.consoleUrl}/login?account`);
  await told.waitFor();
  expect.soft(await violationsOf(page)).toEqual([]);
  await context.close();
});
