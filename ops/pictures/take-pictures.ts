/**
 * Takes the pictures of docs/surfaces.md from a city that runs: `node ops/pictures/take-pictures.ts [names…]` with
 * `--data-dir` of the city and `--into` a folder (docs/images unless given). Needs Chromium, and ffmpeg for WebP. A city
 * at a pace of 20 stays in its storm for as long as all of them take.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Browser, BrowserContext } from 'playwright-core';
import { wallCookie } from '../console-socket.ts';
import { firstPasswords } from '../drill/live/people.ts';
import { openBrowser } from '../e2e/browser.ts';
import { consoleUrlOf, dataDirOf, requireRunning } from '../installation.ts';
import { type ConsoleClient, signInAt } from '../rules/console-client.ts';
import { askForShares, reportAsCitizens } from './ask-first.ts';
import { PICTURES, type Picture } from './pictures.ts';

const STATION = 'gauge-huangpu-park';
/** For fonts, map and the first values. */
const SETTLE_MS = 9_000;
const KEY_MS = 1_500;
const SIGN_IN_MS = 10_000;
/** Software draws a wide wall slowly. */
const SCREENSHOT_MS = 180_000;
const WEBP_QUALITY = '82';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'data-dir': { type: 'string' }, into: { type: 'string', default: 'docs/images' } },
});
const dataDir = dataDirOf(values['data-dir']);
const consoleUrl = consoleUrlOf(requireRunning(dataDir).basePort);
const wanted = PICTURES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
mkdirSync(values.into, { recursive: true });
const browser = await openBrowser();
try {
  for (const picture of wanted) {
    await take(browser, picture);
    process.stderr.write(`  ${picture.name}\n`);
  }
} finally {
  await browser.close();
}

async function take(browser: Browser, picture: Picture): Promise<void> {
  const { widthPx: width, heightPx: height, density = 1, language = 'zh' } = picture;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: density,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
  });
  if (picture.withTask) await dispatchWorst(browser);
  await askFirst(picture);
  await signIn(context, picture.account);
  const page = await context.newPage();
  await page.goto(`${consoleUrl}${picture.path.replace('{station}', STATION)}`);
  await delay(SETTLE_MS);
  for (const key of picture.keys ?? []) {
    await page.keyboard.press(key);
    await delay(KEY_MS);
  }
  if (picture.types !== undefined) {
    await page.locator('.page input').first().fill(picture.types);
    await page.keyboard.press('Enter');
    await delay(SETTLE_MS);
  }
  const png = join(values.into, `${picture.name}.png`);
  await page.screenshot({ path: png, timeout: SCREENSHOT_MS });
  await context.close();
  const webp = join(values.into, `${picture.name}.webp`);
  const made = spawnSync(process.env.FFMPEG_BIN ?? 'ffmpeg', [
    ...['-loglevel', 'error', '-y', '-i', png, '-c:v', 'libwebp', '-quality', WEBP_QUALITY, webp],
  ]);
  rmSync(png);
  if (made.status !== 0) throw new AppError('FFMPEG', `${webp} could not be written: ${made.stderr ?? made.error}`);
}

async function askFirst({ askedFirst }: Picture): Promise<void> {
  if (askedFirst === 'reports') await reportAsCitizens(consoleUrl);
  if (askedFirst !== 'shares') return;
  const [operator, engineer] = [await enter('operator'), await enter('engineer')];
  await askForShares(operator, engineer, Math.round(systemClock.nowMs()));
  for (const one of [operator, engineer]) await one.close();
}

/** As whoever looks; null: as nobody. */
async function signIn(context: BrowserContext, account: Picture['account']): Promise<void> {
  if (account === null) return;
  const signal = AbortSignal.timeout(SIGN_IN_MS);
  const cookie = account === 'wall' ? await wallCookie(consoleUrl, dataDir, signal) : (await enter(account)).cookie();
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: consoleUrl }]);
}

function enter(account: string): Promise<ConsoleClient> {
  return signInAt({ url: consoleUrl, account, password: passwordFor(account), nowMs: systemClock.nowMs });
}

function passwordFor(account: string): string {
  const password = firstPasswords(dataDir)?.get(account);
  if (password === undefined) throw new AppError('CONFIG', `first-passwords.txt names no password of ${account}.`);
  return password;
}

/** As an operator would: the first row of the desk, acknowledged and sent to the officer whose phone is taken. */
async function dispatchWorst(browser: Browser): Promise<void> {
  const context = await browser.newContext();
  await signIn(context, 'operator');
  const page = await context.newPage();
  await page.goto(`${consoleUrl}/desk`);
  const row = page.locator('.desk-row[data-level="red"]').first();
  await row.waitFor({ timeout: SCREENSHOT_MS });
  const alarm = (await row.getAttribute('data-alert-id')) ?? '';
  const operator = await enter('operator');
  const { timeline } = await operator.get<{ timeline: string }>('/api/handover?hours=8');
  for (const body of [
    { kind: 'ack', alarm },
    { kind: 'dispatch', alarm, officer: 'officer-1' },
  ]) {
    await operator.post('/api/facts', { timeline, body });
  }
  await operator.close();
  await context.close();
}
