/** A push for a phone whose page is closed: the service worker shows it, with its level and whether it is an exercise. */
import { pushedNotice } from '@chengyun/console/server/notify/message.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, signIn } from './browser.ts';
import { eventually } from './eventually.ts';
import { type Installation, NOTHING_LEFT, startInstallation } from './installation.ts';

const NOTICE = pushedNotice({
  task: 'task-1',
  officer: 'officer-1',
  level: 'red',
  title: { zh: '世纪大道下立交积水', en: 'Century Avenue underpass under water' },
  instruction: { zh: '封闭下立交', en: 'Close the underpass' },
  kind: 'exercise',
});

let city: Installation;
let browser: Browser;
let phone: Page;

beforeAll(async () => {
  city = await startInstallation();
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'en-GB' });
  await context.grantPermissions(['notifications'], { origin: city.consoleUrl });
  phone = await context.newPage();
  await signIn(phone, city, 'officer-1', '/field');
  await phone.goto(`${city.consoleUrl}/field/index.html`);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  expect(await city.stop()).toEqual(NOTHING_LEFT);
});

const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
  });

/** As a push service would: to the service worker, whatever pages there are. */
async function deliver(page: Page, notice: object): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    client.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.endsWith('/field/'));
      if (own) resolve(own.registrationId);
    });
  });
  await client.send('ServiceWorker.enable');
  const registrationId = await registered;
  await client.send('ServiceWorker.deliverPushMessage', {
    ...{ origin: city.consoleUrl, registrationId, data: JSON.stringify(notice) },
  });
  await client.detach();
}

test('a page that is looked at needs no notice; for a closed one it is shown, and a repeated one replaces it', {
  timeout: 60_000,
}, async () => {
  await phone.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await deliver(phone, NOTICE);
  expect(await shown(phone)).toEqual([]);

  const blank = await phone.context().newPage();
  await phone.close();
  await deliver(blank, NOTICE);
  await deliver(blank, NOTICE);
  await blank.goto(`${city.consoleUrl}/field/index.html`);
  await eventually('the notice', async () => (await shown(blank)).length > 0);
  expect(await shown(blank)).toEqual([
    {
      title: '【演练 EXERCISE】I 特别重大 · 世纪大道下立交积水',
      body: '封闭下立交\nCentury Avenue underpass under water: Close the underpass',
      tag: 'task-1',
    },
  ]);
});
