/** What goes wrong with a page that runs for days: its link is cut, its graphics context is lost. */
import type { Page } from 'playwright-core';

declare global {
  var openSockets: Set<WebSocket> | undefined;
}

/** Must be called before the page opens anything. */
export async function keepSockets(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sockets = new Set<WebSocket>();
    globalThis.openSockets = sockets;
    globalThis.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        sockets.add(this);
        this.addEventListener('close', () => sockets.delete(this), { once: true });
      }
    };
  });
}

/** Cuts the link; the number of links that were open. */
export function cutLink(page: Page): Promise<number> {
  return page.evaluate(() => {
    const open = [...(globalThis.openSockets ?? [])];
    for (const socket of open) socket.close();
    return open.length;
  });
}

const GONE_MS = 200;

/** Takes the graphics context away for a moment; milliseconds from the loss until a frame was drawn again. */
export function loseContext(page: Page): Promise<number> {
  return page.evaluate(async (goneMs) => {
    const scene = globalThis.chengyunScene;
    const gl = document.querySelector<HTMLCanvasElement>('.city > canvas')?.getContext('webgl2');
    const loss = gl?.getExtension('WEBGL_lose_context');
    if (!scene || !loss) throw new Error('the page has no picture');
    const lostAtMs = performance.now();
    const before = scene.stats.renderCount;
    loss.loseContext();
    await new Promise((resolve) => setTimeout(resolve, goneMs));
    if (!scene.stats.contextLost) throw new Error('the scene did not notice that its context was lost');
    loss.restoreContext();
    while (scene.stats.contextLost || scene.stats.renderCount === before) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - lostAtMs;
  }, GONE_MS);
}

/** Mean brightness of the picture of the city, 0 to 255, as it is on the screen. */
export async function meanBrightness(page: Page): Promise<number> {
  const box = await page.locator('.city > canvas').boundingBox();
  const png = await page.screenshot(box ? { clip: box } : {});
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    pen?.drawImage(picture, 0, 0);
    const data = pen?.getImageData(0, 0, picture.width, picture.height).data ?? new Uint8ClampedArray(4);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
    return sum / (data.length * 0.75);
  }, png.toString('base64'));
}
