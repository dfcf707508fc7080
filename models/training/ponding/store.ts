/** Crops on disk, so that drawing them can be stopped and taken up again: one file of labels and one of pixels a part. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CROP_BYTES } from './classes.ts';
import { type LabelledCrop, makeCrops, type PondingSet } from './crops.ts';

const SCENES_PER_PART = 20;
const FRAMES_PER_SCENE = 10;

const paths = (folder: string, set: PondingSet, part: number): { labels: string; pixels: string } => {
  const stem = join(folder, `${set}-${String(part).padStart(3, '0')}`);
  return { labels: `${stem}.json`, pixels: `${stem}.rgb` };
};

function writePart(folder: string, set: PondingSet, part: number, crops: readonly LabelledCrop[]): void {
  const { labels, pixels } = paths(folder, set, part);
  writeFileSync(pixels, Buffer.concat(crops.map(({ rgb }) => rgb)));
  writeFileSync(`${labels}.part`, JSON.stringify(crops.map(({ rgb: _, ...label }) => label)));
  renameSync(`${labels}.part`, labels);
}

function readPart(folder: string, set: PondingSet, part: number): LabelledCrop[] {
  const { labels, pixels } = paths(folder, set, part);
  const bytes = readFileSync(pixels);
  const read = JSON.parse(readFileSync(labels, 'utf8')) as Omit<LabelledCrop, 'rgb'>[];
  return read.map((label, at) => ({ ...label, rgb: bytes.subarray(at * CROP_BYTES, (at + 1) * CROP_BYTES) }));
}

/** The crops of a set, drawn where they are not there yet. */
export async function loadCrops(
  folder: string,
  set: PondingSet,
  parts: number,
  onPart: (part: number) => void,
): Promise<LabelledCrop[]> {
  mkdirSync(folder, { recursive: true });
  const all: LabelledCrop[] = [];
  for (let part = 0; part < parts; part++) {
    if (!existsSync(paths(folder, set, part).labels)) {
      const crops: LabelledCrop[] = [];
      for (let at = 0; at < SCENES_PER_PART; at++) {
        crops.push(...(await makeCrops(set, part * SCENES_PER_PART + at, FRAMES_PER_SCENE)));
      }
      writePart(folder, set, part, crops);
      onPart(part);
    }
    for (const crop of readPart(folder, set, part)) all.push(crop);
  }
  return all;
}
