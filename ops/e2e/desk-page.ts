/** The desk in a browser, and its pages, opened by their address and waited for until what they ask of the server has come. */
import type { DeskPage } from '@chengyun/console/desk/desk-model.ts';
import type { Browser, Page } from 'playwright-core';
import { signIn } from './browser.ts';
import type { Installation } from './installation.ts';

const READY_MS_MAX = 30_000;

/** A large desk in English on what is real, with few buildings, for somebody who signs in. */
export async function openDesk(browser: Browser, city: Installation, account: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'en-GB' });
  const desk = await context.newPage();
  desk.setDefaultTimeout(READY_MS_MAX);
  await signIn(desk, city, account, '/desk');
  await desk.goto(`${city.consoleUrl}/desk?timeline=live&buildings=2000`);
  await desk.waitForSelector('main.desk[data-link="live"]');
  return desk;
}

export async function openDeskPage(desk: Page, page: DeskPage): Promise<void> {
  await desk.evaluate((hash) => {
    location.hash = hash;
  }, page);
  if (page === 'map') await desk.waitForSelector('.desk-middle:not([hidden])');
  else await desk.waitForSelector(`.page[data-page="${page}"][aria-busy="false"]`);
  // The report of a shift can be kept once it has come.
  if (page === 'handover')
    await desk.waitForSelector('.page[data-page="handover"] button:enabled:has-text("Markdown")');
  if (page === 'report') await desk.waitForSelector('.page[data-page="report"] article');
}
