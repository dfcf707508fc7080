/**
 * Writes into the service worker the list of files that the field page needs to open without a network: the page, its
 * scripts and styles, the icons, Latin type, and the Chinese ranges that the message catalogue uses. Scripts and styles
 * are compressed here, as small as they become: on 400 kbit/s a tenth of them is a tenth of a second.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';
import { zh } from '../state/words/zh.ts';

const FIXED = ['/field/index.html', '/field/manifest.webmanifest', '/field/icon-32.png', '/field/icon-192.png'];

interface BuiltChunk {
  readonly type: 'chunk' | 'asset';
  readonly fileName: string;
  readonly name?: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  code?: string;
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> };
  readonly source?: string | Uint8Array;
}

export function precacheList(): Plugin {
  let squeezed: readonly string[] = [];
  return {
    name: 'chengyun-precache-list',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = bundle as unknown as Record<string, BuiltChunk>;
      const worker = files['field/sw.js'];
      const field = Object.values(files).find((file) => file.type === 'chunk' && file.name === 'field');
      if (!worker?.code || !field) return;
      const scripts = new Set<string>();
      const styles = new Set<string>();
      const walk = (file: BuiltChunk | undefined) => {
        if (!file || scripts.has(file.fileName)) return;
        scripts.add(file.fileName);
        for (const css of file.viteMetadata?.importedCss ?? []) styles.add(css);
        for (const name of [...(file.imports ?? []), ...(file.dynamicImports ?? [])]) walk(files[name]);
      };
      walk(field);
      const fontSheets = Object.keys(files).filter((name) => /\/fonts-[^/]+\.css$/.test(name));
      const css = fontSheets.map((name) => String(files[name]?.source ?? '')).join('\n');
      const fonts = [...fontSheets, ...fontsFor(css, Object.values(zh).join(''))];
      const list = [...FIXED, ...[...scripts, ...styles].map((name) => `/${name}`)];
      squeezed = [...scripts, ...styles];
      const version = createHash('sha256')
        .update([...list, ...fonts].join('\n'))
        .digest('hex')
        .slice(0, 12);
      worker.code = worker.code.replace(
        /["'`]__PRECACHE__["'`]/,
        JSON.stringify({ version, list, fonts: fonts.map((name) => `/${name}`) }),
      );
    },
    // What is written is final; before it, other plug-ins still fill in names.
    writeBundle({ dir = '.' }) {
      const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
      for (const name of squeezed) {
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(readFileSync(join(dir, name)), { params }));
      }
    },
  };
}

/** Font files of those @font-face blocks whose unicode-range holds a character of the text, or that have no range. */
export function fontsFor(css: string, text: string): string[] {
  const points = new Set([...text].map((character) => character.codePointAt(0) ?? 0));
  const found = new Set<string>();
  for (const [block] of css.matchAll(/@font-face\s*\{[^}]*\}/g)) {
    const file = block.match(/url\(["']?[^"')]*?(assets\/[^"')]+\.woff2|[^/"')]+\.woff2)["']?\)/)?.[1];
    const range = block.match(/unicode-range:([^;}]+)/)?.[1];
    if (!file || /italic|-700-/.test(file)) continue;
    if (!range || [...points].some((point) => isInRange(point, range))) {
      found.add(file.startsWith('assets/') ? file : `assets/${file}`);
    }
  }
  return [...found];
}

function isInRange(point: number, range: string): boolean {
  return range.split(',').some((part) => {
    const [from, to] = part.trim().replace(/^U\+/i, '').split('-');
    const low = Number.parseInt((from ?? '').replaceAll('?', '0'), 16);
    const high = Number.parseInt((to ?? from ?? '').replaceAll('?', 'F'), 16);
    return point >= low && point <= high;
  });
}
