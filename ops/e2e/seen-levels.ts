/**
 * What is left of the four levels on a screen as somebody with another vision sees it: the picture is taken while the
 * browser imitates that vision, and the colours of the glyphs are read from it.
 */
import type { Level } from '@chengyun/contracts';
import type { CDPSession, Page } from 'playwright-core';

export const VISIONS = ['deuteranopia', 'protanopia', 'tritanopia', 'achromatopsia'] as const;
export type Vision = (typeof VISIONS)[number];

/** `#RRGGBB`. */
export interface GlyphColours {
  readonly level: Level;
  readonly shape: string;
  /** What stands out most, what lies around the glyph, and the pigment that says the level. */
  readonly ink: string;
  readonly ground: string;
  readonly pigment: string;
}

export interface SeenLevels {
  readonly png: Buffer;
  readonly glyphs: readonly GlyphColours[];
}

/** Reads the first glyph of each level within what the selector names; everything must stand still. */
export async function seeLevels(page: Page, client: CDPSession, vision: Vision, within: string): Promise<SeenLevels> {
  await client.send('Emulation.setEmulatedVisionDeficiency', { type: vision });
  const png = await page.screenshot();
  await client.send('Emulation.setEmulatedVisionDeficiency', { type: 'none' });
  const glyphs = await page.evaluate(readGlyphs, { png: png.toString('base64'), within });
  return { png, glyphs };
}

/** Runs in the page, whose own canvas decodes the picture. */
async function readGlyphs({ png, within }: { png: string; within: string }): Promise<GlyphColours[]> {
  const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen?.drawImage(picture, 0, 0);
  const scale = picture.width / innerWidth;
  /** Sum over the channels beyond which a pixel is no shade of the ground. */
  const STAINED_MIN = 60;
  const hex = (data: Uint8ClampedArray, at: number): string =>
    `#${[0, 1, 2].map((i) => (data[at + i] ?? 0).toString(16).padStart(2, '0')).join('')}`;
  const seen = new Map<string, GlyphColours>();
  for (const holder of document.querySelectorAll(`${within}[data-level]`)) {
    const glyph = holder.querySelector('svg.glyph');
    const level = holder.getAttribute('data-level') as Level | null;
    if (!glyph || !level || seen.has(level)) continue;
    const box = glyph.getBoundingClientRect();
    const [x, y, w, h] = [box.x, box.y, box.width, box.height].map((px) => Math.round(px * scale)) as [
      number,
      number,
      number,
      number,
    ];
    const data = pen?.getImageData(x - 4, y - 4, w + 8, h + 8).data;
    if (!data) continue;
    // The corner lies outside of every shape; the ink is the colour that differs most from it.
    const ground = hex(data, 0);
    const counts = new Map<string, number>();
    let [ink, farthest] = [ground, -1];
    for (let at = 0; at < data.length; at += 4) {
      const far = [0, 1, 2].reduce((sum, i) => sum + Math.abs((data[at + i] ?? 0) - (data[i] ?? 0)), 0);
      const colour = hex(data, at);
      if (far > farthest) [ink, farthest] = [colour, far];
      if (far > STAINED_MIN) counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const [painted] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [ground];
    // On a filled row the row itself is painted, and the glyph is cut out of it.
    const pigment = glyph.getAttribute('data-pigment') === 'on-red' ? ground : painted;
    seen.set(level, { level, shape: glyph.getAttribute('data-shape') ?? '', ink, ground, pigment });
  }
  return [...seen.values()];
}
