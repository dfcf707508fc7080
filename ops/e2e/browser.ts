/** The three surfaces in a real browser: one Chromium, one profile per person. */
import { existsSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { delimiter, join } from 'node:path';
import { timelineKindFromId } from '@chengyun/contracts';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Installation } from './installation.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const READY_MS_MAX = 60_000;

function executablePath(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found =
    process.env.CHROMIUM_BIN ??
    folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (found === undefined) throw new Error('Chromium was not found; install it or set CHROMIUM_BIN');
  return found;
}

/**
 * An engine that is as warm in its first minute as after a day: it interprets, learns at once and forgets nothing. What a
 * page holds is then the page's own. Otherwise compiled code is weighed with it (a megabyte or two that comes and goes),
 * and so is the last thing of each shape that the engine keeps as its pattern, such as a chart with its elements.
 */
export const STEADY_ENGINE = `--js-flags=${[
  '--no-sparkplug',
  '--no-maglev',
  '--no-opt',
  '--no-lazy-feedback-allocation',
  '--no-flush-bytecode',
].join(' ')}`;

/** Software rendering, as a test machine has no graphics card; nothing that calls home. */
export async function openBrowser(...more: readonly string[]): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: executablePath(),
    args: [
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A microphone that hums; whether a page may use it is still asked.
      '--use-fake-device-for-media-stream',
      ...more,
    ],
  });
  await giveWay(browser);
  return browser;
}

/** Positive: after everything else that wants the processor. */
const PAINTER_NICE = 5;
const GIVE_WAY_EVERY_MS = 500;

/**
 * The process that stands in for a graphics card gives way to the scripts of the pages, as a card would: Chromium puts it
 * before them, and on two cores a picture that takes half a second would hold up every script by as much. Said again and
 * again, as Chromium sets the order anew with each thread that begins.
 */
async function giveWay(browser: Browser): Promise<void> {
  const client = await browser.newBrowserCDPSession();
  const { processInfo } = await client.send('SystemInfo.getProcessInfo');
  await client.detach();
  const painter = processInfo.find(({ type }) => type === 'GPU');
  const threads = `/proc/${painter?.id}/task`;
  if (!existsSync(threads)) return;
  const timer = setInterval(() => {
    try {
      for (const thread of readdirSync(threads)) setPriority(Number(thread), PAINTER_NICE);
    } catch {
      // A thread, or all of it, has just ended.
    }
  }, GIVE_WAY_EVERY_MS);
  browser.once('disconnected', () => clearInterval(timer));
}

export interface Surfaces {
  readonly wall: Page;
  readonly desk: Page;
  readonly phone: Page;
  /** What the pages threw or reported as an error. */
  readonly errors: readonly string[];
}

/** Blocks of the city: fewer where no graphics card draws them. */
const BUILDINGS = 2000;

export interface SurfaceOptions {
  readonly timeline: string;
  /** Whose phone it is. */
  readonly officer: string;
  /** Sees each page before it has opened anything. */
  readonly onPage?: (page: Page) => Promise<void>;
}

export async function openSurfaces(
  browser: Browser,
  city: Installation,
  { timeline, officer, onPage }: SurfaceOptions = { timeline: 'live', officer: 'officer-1' },
): Promise<Surfaces> {
  const kind = timelineKindFromId(timeline);
  const errors: string[] = [];
  const open = async (name: string, width: number, height: number): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB' });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(`${name}: ${error.message}`));
    page.setDefaultTimeout(READY_MS_MAX);
    await onPage?.(page);
    return page;
  };
  const wall = await open('wall', 1280, 720);
  // The key opens the session and is taken off the address.
  await wall.goto(city.wallUrl);
  await wall.goto(`${city.consoleUrl}/wall?timeline=${timeline}&buildings=${BUILDINGS}`);
  const desk = await open('desk', 1280, 720);
  await signIn(desk, city, 'operator', '/desk');
  await desk.goto(`${city.consoleUrl}/desk?timeline=${timeline}&buildings=${BUILDINGS}`);
  const phone = await open('phone', 390, 844);
  await signIn(phone, city, officer, '/field');
  await phone.goto(`${city.consoleUrl}/field/index.html?timeline=${timeline}`);

  await wall.waitForSelector(`main.wall[data-kind="${kind}"][data-link="live"]`);
  await desk.waitForSelector(`main.desk[data-kind="${kind}"][data-link="live"]`);
  await phone.waitForSelector(`.field[data-kind="${kind}"]`);
  for (const page of [wall, desk]) await page.waitForFunction(() => Boolean(globalThis.chengyunScene));
  return { wall, desk, phone, errors };
}

/** Signs in through the page that a person uses. */
export async function signIn(page: Page, city: Installation, account: string, next: '/desk' | '/field'): Promise<void> {
  await page.goto(`${city.consoleUrl}/login?next=${next}`);
  await page.fill('input[name="account"]', account);
  await page.fill('input[name="password"]', city.password(account));
  await page.click('button[type="submit"]');
  await page.waitForURL((url) => url.pathname.startsWith(next));
}
