/**
 * Holds a detector against boxes that another implementation found on the same pictures: `golden.json` beside them
 * lists per picture and model class, score and corners. The worst distance of an edge and of a score are the figures.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Detector, NamedDetection } from '../runtime/detector.ts';
import type { RgbFrame } from '../runtime/manifest-types.ts';
import { ModelError } from '../runtime/model-error.ts';
import { iouOf } from '../runtime/nms.ts';
import { readImage } from './read-image.ts';

interface GoldenBox {
  readonly cls: string;
  readonly score: number;
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
}

export interface GoldenFigures {
  readonly boxes: number;
  /** Golden boxes for which nothing of their class was found. */
  readonly missing: number;
  /** Found ones well above the golden threshold that are not golden. */
  readonly extra: number;
  readonly pxMax: number;
  readonly scoreMax: number;
}

/** The threshold and overlap limit under which the golden boxes were found, and how far a score may be off. */
export const GOLDEN = { threshold: 0.3, nmsIou: 0.65, scoreSlack: 0.02 } as const;
const IOU_MIN = 0.5;

const cornersOf = ({ x, y, w, h }: NamedDetection): readonly number[] => [x, y, x + w, y + h];

/** Golden boxes may reach beyond the picture; ours are cut there. */
const cut = ([left, top, right, bottom]: GoldenBox['box'], { width, height }: RgbFrame): readonly number[] => [
  Math.max(0, left),
  Math.max(0, top),
  Math.min(width, right),
  Math.min(height, bottom),
];

export function compareGolden(
  frame: RgbFrame,
  golden: readonly GoldenBox[],
  found: readonly NamedDetection[],
): GoldenFigures {
  const free = new Set(found);
  let missing = 0;
  let pxMax = 0;
  let scoreMax = 0;
  for (const { cls, score, box } of golden) {
    const wanted = cut(box, frame);
    const [x, y, right, bottom] = wanted as [number, number, number, number];
    const place = { x, y, w: right - x, h: bottom - y };
    const [match] = [...free]
      .filter((one) => one.cls === cls && iouOf(one, place) >= IOU_MIN)
      .sort((a, b) => iouOf(b, place) - iouOf(a, place));
    if (match === undefined) {
      missing++;
      continue;
    }
    free.delete(match);
    pxMax = Math.max(pxMax, ...cornersOf(match).map((pixel, at) => Math.abs(pixel - wanted[at]!)));
    scoreMax = Math.max(scoreMax, Math.abs(match.score - score));
  }
  const extra = [...free].filter(({ score }) => score >= GOLDEN.threshold + GOLDEN.scoreSlack).length;
  return { boxes: golden.length, missing, extra, pxMax, scoreMax };
}

/** `detector` must run with GOLDEN's limits, less the slack. Null when the folder holds nothing of this model. */
export async function goldenFigures(folder: string, detector: Detector): Promise<GoldenFigures | null> {
  const path = join(folder, 'golden.json');
  if (!existsSync(path)) return null;
  const name = parse(detector.manifest.file).name;
  let pictures: [string, readonly GoldenBox[]][];
  try {
    const { images } = JSON.parse(readFileSync(path, 'utf8')) as {
      images: Readonly<Record<string, Readonly<Record<string, readonly GoldenBox[]>>>>;
    };
    pictures = Object.entries(images).flatMap(([picture, models]) => {
      const boxes = models[name];
      return boxes === undefined ? [] : [[picture, boxes]];
    });
  } catch (cause) {
    throw new ModelError(`${path} is no list of golden boxes`, { cause });
  }
  if (pictures.length === 0) return null;
  const figures = { boxes: 0, missing: 0, extra: 0, pxMax: 0, scoreMax: 0 };
  for (const [picture, golden] of pictures) {
    const frame = await readImage(join(folder, picture));
    const one = compareGolden(frame, golden, await detector.detectAll(frame));
    figures.boxes += one.boxes;
    figures.missing += one.missing;
    figures.extra += one.extra;
    figures.pxMax = Math.max(figures.pxMax, one.pxMax);
    figures.scoreMax = Math.max(figures.scoreMax, one.scoreMax);
  }
  return figures;
}
