/** The scripts of a built page and what they weigh on their way, gzipped. Fonts and styles apart. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const SURFACES = ['wall', 'desk', 'field', 'login', 'public'] as const;
export type SurfacePage = (typeof SURFACES)[number];

const SCRIPT = /["'`](\/assets\/[^"'`]+\.js)["'`]/g;

const namedIn = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(SCRIPT)].map(([, path]) => path ?? '');

/** What a page loads before it shows anything: what its HTML names. */
export const firstScripts = (dist: string, page: SurfacePage): readonly string[] =>
  namedIn(join(dist, page, 'index.html'));

/** All that the phone ever loads, now or later: what its service worker keeps. */
export const phoneScripts = (dist: string): readonly string[] => namedIn(join(dist, 'field', 'sw.js'));

export const gzippedBytes = (dist: string, files: readonly string[]): number =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
