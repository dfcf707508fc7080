import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { beforeAll, expect, test, vi } from 'vitest';
import { firstScripts, gzippedBytes, phoneScripts, SURFACES, type SurfacePage } from './page-scripts.ts';

const consoleDir = join(import.meta.dirname, '..');
const dist = join(consoleDir, 'dist');

const newestMs = (dir: string): number =>
  Math.max(
    ...readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('dist') && !entry.parentPath.includes('server'))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

/** Gzipped bytes of the scripts that a page loads before it shows anything. */
function scriptBytes(page: SurfacePage): number {
  const files = firstScripts(dist, page);
  expect(files.length).toBeGreaterThan(0);
  return gzippedBytes(dist, files);
}

beforeAll(async () => {
  const built = join(dist, 'field', 'sw.js');
  if (existsSync(built) && statSync(built).mtimeMs > newestMs(consoleDir)) return;
  // As it is shipped: in a test's environment libraries keep what only developers want.
  vi.stubEnv('NODE_ENV', 'production');
  await build({ configFile: join(consoleDir, 'vite.config.ts'), logLevel: 'error' });
  vi.unstubAllEnvs();
}, 60_000);

test('the wall loads at most 220 kB of gzipped scripts', () => {
  expect(scriptBytes('wall')).toBeLessThanOrEqual(220_000);
});

test('the desk loads at most 20 kB more than the wall may, its pages and its rule editor apart', () => {
  expect(scriptBytes('desk')).toBeLessThanOrEqual(240_000);
});

test('the field loads at most 60 kB of gzipped scripts in all, at most 40 of them before a task is read, and no 3D engine', () => {
  const all = phoneScripts(dist);
  for (const file of firstScripts(dist, 'field')) expect(all).toContain(file);
  expect(gzippedBytes(dist, all)).toBeLessThanOrEqual(60_000);
  expect(scriptBytes('field')).toBeLessThanOrEqual(40_000);
});

test('the login loads at most 40 kB of gzipped scripts: no dictionary of passwords', () => {
  expect(scriptBytes('login')).toBeLessThanOrEqual(40_000);
});

test('the page of the citizens loads at most 50 kB of gzipped scripts', () => {
  expect(scriptBytes('public')).toBeLessThanOrEqual(50_000);
});

test('no page carries an inline script or style, which the content security policy would refuse', () => {
  for (const page of SURFACES) {
    const html = readFileSync(join(dist, page, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style|style="/);
  }
});

test('the service worker is one classic script that knows the files of the field page', () => {
  const worker = readFileSync(join(dist, 'field', 'sw.js'), 'utf8');
  expect(worker).not.toMatch(/^import |\bexport\b/m);
  expect(worker).not.toContain('__PRECACHE__');
  const html = readFileSync(join(dist, 'field', 'index.html'), 'utf8');
  for (const [, file] of html.matchAll(/"(\/assets\/[^"]+)"/g)) expect(worker).toContain(file);
  expect(worker).toMatch(/noto-sans-sc-\d+-wght-normal/);
});
