/** A page of the desk, opened by its address and waited for until what it asks of the server has come. */
import type { DeskPage } from '@chengyun/console/desk/desk-model.ts';
import type { Page } from 'playwright-core';

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
