/** What is under the pointer, asked of the scene in a real browser: the id buffer against where things are. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basemapData } from '@chengyun/basemap/build.ts';
import { buildChunks } from '@chengyun/basemap/chunks/build-chunks.ts';
import { sampleCity } from '@chengyun/basemap/chunks/sample-city.ts';
import { writeChunks } from '@chengyun/basemap/chunks/write-chunks.ts';
import { writeMap } from '@chengyun/basemap/write-map.ts';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Picked, Scene } from '../../console/scene/types.ts';
import { ROOT } from '../root.ts';
import { openBrowser } from './browser.ts';

declare global {
  /** Of the scene's developer page. */
  var scene: Scene | undefined;
}

const scratch = mkdtempSync(join(tmpdir(), 'chengyun-picking-'));
const mapBefore = process.env.CHENGYUN_MAP;
let browser: Browser;

/** The developer page of the scene, on a map of its own. */
async function servePage(mapFolder: string): Promise<{ readonly server: ViteDevServer; readonly url: string }> {
  process.env.CHENGYUN_MAP = mapFolder;
  const root = join(ROOT, 'console/scene/harness');
  const server = await createServer({
    ...{ root, configFile: join(root, 'vite.config.ts'), cacheDir: join(scratch, 'cache'), logLevel: 'error' },
    server: { host: '127.0.0.1', port: 0 },
  });
  await server.listen();
  return { server, url: `http://127.0.0.1:${(server.httpServer!.address() as AddressInfo).port}` };
}

async function openPage(url: string, query: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.goto(`${url}/?plan=0&${query}`);
  await page.waitForFunction(() => (globalThis.scene?.stats.renderCount ?? 0) > 0);
  await page.waitForFunction(() => globalThis.scene?.stats.tilesPending === 0);
  return page;
}

/** Where a place is on the canvas, null where it is out of it. */
const project = (page: Page, lonDeg: number, latDeg: number): Promise<{ x: number; y: number } | null> =>
  page.evaluate(
    ([lon, lat]) => {
      const at = globalThis.scene!.project(lon!, lat!);
      return at && at.x > 8 && at.y > 8 && at.x < innerWidth - 8 && at.y < innerHeight - 8
        ? { x: at.x, y: at.y }
        : null;
    },
    [lonDeg, latDeg],
  );
const pick = (page: Page, x: number, y: number): Promise<Picked | null> =>
  page.evaluate(([px, py]) => globalThis.scene!.pick(px!, py!), [x, y]);

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  if (mapBefore === undefined) delete process.env.CHENGYUN_MAP;
  else process.env.CHENGYUN_MAP = mapBefore;
  rmSync(scratch, { recursive: true, force: true });
});

describe('on the map that is shipped', () => {
  const data = basemapData();
  let server: ViteDevServer;
  let page: Page;
  beforeAll(async () => {
    const served = await servePage('');
    server = served.server;
    page = await openPage(served.url, 'view=desk&buildings=2000&state=acked');
  });
  afterAll(async () => {
    await page.close();
    await server.close();
  });

  it('finds every sort of thing where it is, and draws no frame for it', async () => {
    // Everything that comes after the first picture is there, and the picture is still.
    await page.waitForFunction(
      () => globalThis.scene!.stats.sensorCount > 0 && globalThis.scene!.stats.risenReaches > 0,
    );
    await page.waitForTimeout(1000);
    const before = await page.evaluate(() => globalThis.scene!.stats);
    let [asked, right] = [0, 0];
    for (const { id, path } of data.roads.slice(0, 20)) {
      const middle = (path.length >> 2) * 2;
      const at = await project(page, path[middle]!, path[middle + 1]!);
      if (!at) continue;
      const found = await pick(page, at.x, at.y);
      asked++;
      if (found?.kind === 'road' && found.id === id) right++;
    }
    expect(asked).toBeGreaterThan(4);
    // Some lie behind buildings, under a sensor or under another road.
    expect(right / asked).toBeGreaterThan(0.5);

    [asked, right] = [0, 0];
    for (const { id, lonDeg, latDeg } of data.metroStations) {
      const at = asked < 16 ? await project(page, lonDeg, latDeg) : null;
      if (!at) continue;
      asked++;
      const found = await pick(page, at.x, at.y);
      if (found?.kind === 'sensor' && found.id === id) right++;
    }
    expect(asked).toBeGreaterThan(4);
    expect(right / asked).toBeGreaterThan(0.5);

    const kinds = new Set<string>();
    const ids = new Set(data.landmarks.map(({ id }) => id));
    for (let y = 60; y < 700; y += 71) {
      for (let x = 40; x < 1260; x += 83) {
        const found = await pick(page, x, y);
        if (found) kinds.add(found.kind);
        if (found?.kind === 'landmark') expect(ids.has(found.id), found.id).toBe(true);
      }
    }
    for (const kind of ['alarm', 'landmark', 'building']) expect([...kinds]).toContain(kind);
    const after = await page.evaluate(() => globalThis.scene!.stats);
    expect(after.renderCount).toBe(before.renderCount);
    expect(after.drawCalls).toBe(before.drawCalls);
    expect(after.drawCalls).toBeLessThan(100);
  });

  it('shows the layers of a domain by their descriptors, names what is in them, and is still again', async () => {
    const shown = await page.evaluate(async () => {
      const layers = await (await fetch('/layers.json?domain=flood')).json();
      globalThis.scene!.setLayers(layers);
      return layers.reduce((sum: number, layer: { shapes: unknown[] }) => sum + layer.shapes.length, 0);
    });
    await page.waitForTimeout(1500);
    const stats = await page.evaluate(() => globalThis.scene!.stats);
    expect(stats.layerThings).toBe(shown);
    expect(stats.drawCalls).toBeLessThan(100);
    let right = 0;
    for (const { id, lonDeg, latDeg } of data.pumps) {
      const at = right < 3 ? await project(page, lonDeg, latDeg) : null;
      const found = at && (await pick(page, at.x, at.y));
      if (found?.kind === 'feature' && found.id === id) right++;
    }
    expect(right).toBe(3);
    await page.waitForTimeout(1000);
    const later = await page.evaluate(() => globalThis.scene!.stats.renderCount);
    expect(later).toBe(stats.renderCount);
    // Layers that come and go leave nothing behind.
    const [before, after] = await page.evaluate(async () => {
      const layers = await (await fetch('/layers.json?domain=flood')).json();
      const drawn = async (shown: typeof layers) => {
        const { renderCount } = globalThis.scene!.stats;
        globalThis.scene!.setLayers(shown);
        while (globalThis.scene!.stats.renderCount === renderCount) await new Promise(requestAnimationFrame);
        const { geometries, textures, programs } = globalThis.scene!.stats;
        return { geometries, textures, programs };
      };
      const first = await drawn([]);
      for (let i = 0; i < 5; i++) await drawn(i % 2 === 0 ? layers : []);
      return [first, await drawn([])];
    });
    expect(after).toEqual(before);
  });

  it('tells the tower from what stands beside it', async () => {
    const tower = data.landmarks.reduce((a, b) => (a.heightM > b.heightM ? a : b));
    await page.evaluate(
      ({ lonDeg, latDeg }) => globalThis.scene!.flyTo({ lonDeg, latDeg, rangeM: 2400 }, { durationMs: 0 }),
      tower,
    );
    const foot = (await project(page, tower.lonDeg, tower.latDeg))!;
    expect(await pick(page, foot.x, foot.y - 120)).toMatchObject({ kind: 'landmark', id: tower.id });
    expect((await pick(page, foot.x - 200, 30))?.id).not.toBe(tower.id);

    // And still after the graphics card was lost and came back.
    await page.evaluate(async () => {
      const canvas = document.querySelector('canvas')!;
      const context = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
      context.loseContext();
      await new Promise((done) => setTimeout(done, 200));
      const { renderCount } = globalThis.scene!.stats;
      context.restoreContext();
      while (globalThis.scene!.stats.renderCount === renderCount) await new Promise(requestAnimationFrame);
    });
    expect(await pick(page, foot.x, foot.y - 120)).toMatchObject({ kind: 'landmark', id: tower.id });
  });
});

describe('on a map that is drawn from tiles', () => {
  let server: ViteDevServer;
  let page: Page;
  beforeAll(async () => {
    const folder = join(scratch, 'map');
    const city = sampleCity(600, 7);
    writeMap(folder, city);
    writeChunks(folder, buildChunks(city));
    const served = await servePage(folder);
    server = served.server;
    page = await openPage(served.url, 'view=desk&calm=1&sensors=0');
  });
  afterAll(async () => {
    await page.close();
    await server.close();
  });

  it('names the house, by the number that its vertices carry', async () => {
    const houses = sampleCity(600, 7).layers.get('houses')!.features;
    await page.evaluate(() =>
      globalThis.scene!.flyTo({ lonDeg: 121.5013, latDeg: 31.2355, rangeM: 1500, elevationDeg: 80 }, { durationMs: 0 }),
    );
    await page.waitForFunction(() => globalThis.scene?.stats.tilesPending === 0);
    let [asked, right] = [0, 0];
    for (const { properties, geometry } of houses) {
      if (geometry.type !== 'Polygon' || asked > 40) continue;
      const corners = geometry.coordinates[0]!.slice(1);
      const mean = (k: 0 | 1): number => corners.reduce((sum, corner) => sum + corner[k], 0) / corners.length;
      const at = await project(page, mean(0), mean(1));
      if (!at) continue;
      asked++;
      const found = await pick(page, at.x, at.y);
      if (found?.kind === 'building' && found.id === properties.id) right++;
    }
    expect(asked).toBeGreaterThan(20);
    expect(right / asked).toBeGreaterThan(0.9);
  });
});
