/**
 * Reads a folder of pictures with labelled boxes: `images/` with the pictures, and either `labels/` with one text of
 * YOLO lines a picture (class, centre x, centre y, width, height in parts of the picture; no crowds) and `config.yaml`
 * with the names, or `annotations.json` in COCO's own form (with crowds).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { RgbFrame } from '../runtime/manifest-types.ts';
import { ModelError } from '../runtime/model-error.ts';
import type { TruthBox } from './average-precision.ts';

export interface LabelledImage {
  readonly path: string;
  /** What is in it, in pixels; its size is needed where labels are parts of it. */
  truthIn(frame: RgbFrame): readonly TruthBox[];
}

const PICTURE = /\.(jpe?g|png)$/i;
const IMAGES_MAX = 100_000;

function picturesIn(folder: string): string[] {
  if (!existsSync(folder)) throw new ModelError(`there are no pictures to evaluate on: ${folder} is not there`);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => PICTURE.test(name));
  if (names.length === 0) throw new ModelError(`there are no pictures to evaluate on in ${folder}`);
  if (names.length > IMAGES_MAX) throw new ModelError(`${folder} holds more than ${IMAGES_MAX} pictures`);
  return names.sort().map((name) => join(folder, name));
}

/** The `names:` of the configuration file: lines `  7: truck`. */
function namesFrom(path: string): ReadonlyMap<number, string> {
  if (!existsSync(path)) throw new ModelError(`the classes of the labels are not known: ${path} is not there`);
  const lines = readFileSync(path, 'utf8').split('\n');
  const start = lines.findIndex((line) => line.startsWith('names:'));
  const names = new Map<number, string>();
  for (const line of lines.slice(start + 1)) {
    const entry = /^\s+(\d+):\s*['"]?(.+?)['"]?\s*$/.exec(line);
    if (entry === null) break;
    names.set(Number(entry[1]), entry[2]!);
  }
  if (start < 0 || names.size === 0) throw new ModelError(`${path} has no list of names`);
  return names;
}

/** A label that is no five numbers, or names a class that is not listed, ends the evaluation: figures must be of all. */
function yoloTruth(path: string, names: ReadonlyMap<number, string>, { width, height }: RgbFrame): TruthBox[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const numbers = line.trim().split(/\s+/).map(Number);
    const [cls, cx, cy, w, h] = numbers as [number, number, number, number, number];
    const name = names.get(cls);
    if (numbers.length !== 5 || numbers.some((value) => !Number.isFinite(value)) || name === undefined) {
      throw new ModelError(`line ${index + 1} of ${path} is no label: ${line.slice(0, 60)}`);
    }
    return {
      cls: name,
      x: (cx - w / 2) * width,
      y: (cy - h / 2) * height,
      w: w * width,
      h: h * height,
      isCrowd: false,
    };
  });
}

interface CocoFile {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly [number, number, number, number];
    readonly iscrowd?: number;
  }[];
}

function readCoco(folder: string, path: string): LabelledImage[] {
  let file: CocoFile;
  const truths = new Map<string, TruthBox[]>();
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as CocoFile;
    const names = new Map(file.categories.map(({ id, name }) => [id, name]));
    const files = new Map(file.images.map(({ id, file_name }) => [id, basename(file_name)]));
    for (const name of files.values()) truths.set(name, []);
    for (const { image_id, category_id, bbox, iscrowd } of file.annotations) {
      const [x, y, w, h] = bbox;
      const cls = names.get(category_id);
      const own = truths.get(files.get(image_id) ?? '');
      if (cls === undefined || own === undefined || ![x, y, w, h].every(Number.isFinite))
        throw new Error('a bad entry');
      own.push({ cls, x, y, w, h, isCrowd: iscrowd === 1 });
    }
  } catch (cause) {
    throw new ModelError(`${path} is no file of COCO annotations`, { cause });
  }
  const labelled = picturesIn(join(folder, 'images')).filter((picture) => truths.has(basename(picture)));
  if (labelled.length === 0) throw new ModelError(`${path} labels none of the pictures beside it`);
  return labelled.map((picture) => ({ path: picture, truthIn: () => truths.get(basename(picture))! }));
}

export function readLabelledImages(folder: string): readonly LabelledImage[] {
  const annotations = join(folder, 'annotations.json');
  if (existsSync(annotations)) return readCoco(folder, annotations);
  const names = namesFrom(join(folder, 'config.yaml'));
  const labels = join(folder, 'labels');
  if (!existsSync(labels)) throw new ModelError(`the pictures of ${folder} have no labels: ${labels} is not there`);
  const byStem = new Map(
    readdirSync(labels, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.txt'))
      .map((name) => [basename(name, '.txt'), join(labels, name)]),
  );
  return picturesIn(join(folder, 'images')).map((path) => {
    const label = byStem.get(basename(path, extname(path)));
    return { path, truthIn: (frame) => (label === undefined ? [] : yoloTruth(label, names, frame)) };
  });
}
