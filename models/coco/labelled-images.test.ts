import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readLabelledImages } from './labelled-images.ts';
import { readImage } from './read-image.ts';

const root = mkdtempSync(join(tmpdir(), 'chengyun-labels-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
let count = 0;
const names = 'path: .\nnames:\n  0: person\n  7: truck\n';
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(join(folder, 'images', 'val'), { recursive: true });
  mkdirSync(join(folder, 'labels'));
  writeFileSync(join(folder, 'config.yaml'), names);
  const canvas = createCanvas(100, 50);
  canvas.getContext('2d').fillRect(0, 0, 100, 50);
  writeFileSync(join(folder, 'images', 'val', 'a.png'), canvas.toBuffer('image/png'));
});

describe('pictures with YOLO labels', () => {
  it('have their boxes in pixels', async () => {
    writeFileSync(join(folder, 'labels', 'a.txt'), '7 0.5 0.5 0.2 0.4\n\n0 0.1 0.2 0.1 0.2\n');
    const [one] = readLabelledImages(folder);
    const frame = await readImage(one!.path);
    expect([frame.width, frame.height, frame.rgb.length]).toEqual([100, 50, 15_000]);
    const truth = one!.truthIn(frame);
    expect(truth.map(({ cls }) => cls)).toEqual(['truck', 'person']);
    expect(truth[0]).toMatchObject({ x: 40, y: 15, w: 20, h: 20, isCrowd: false });
  });

  it('may have none', async () => {
    const [one] = readLabelledImages(folder);
    expect(one!.truthIn(await readImage(one!.path))).toEqual([]);
  });

  it.each(['7 0.5 0.5 0.2', '7 0.5 0.5 0.2 x', '3 0.5 0.5 0.2 0.4'])(
    'name the line that is no label: %s',
    async (line) => {
      writeFileSync(join(folder, 'labels', 'a.txt'), `0 0.1 0.2 0.1 0.2\n${line}\n`);
      const [one] = readLabelledImages(folder);
      const frame = await readImage(one!.path);
      expect(() => one!.truthIn(frame)).toThrow(/^line 2 of .*a\.txt is no label: /);
    },
  );
});

describe('pictures with COCO annotations', () => {
  const file = {
    images: [{ id: 5, file_name: 'a.png' }],
    categories: [{ id: 8, name: 'truck' }],
    annotations: [
      { image_id: 5, category_id: 8, bbox: [1, 2, 3, 4], iscrowd: 1 },
      { image_id: 5, category_id: 8, bbox: [5, 6, 7, 8] },
    ],
  };

  it('know crowds', async () => {
    writeFileSync(join(folder, 'annotations.json'), JSON.stringify(file));
    const [one] = readLabelledImages(folder);
    expect(one!.truthIn(await readImage(one!.path))).toEqual([
      { cls: 'truck', x: 1, y: 2, w: 3, h: 4, isCrowd: true },
      { cls: 'truck', x: 5, y: 6, w: 7, h: 8, isCrowd: false },
    ]);
  });

  it('are refused when they are none, or of other pictures', () => {
    const path = join(folder, 'annotations.json');
    writeFileSync(path, JSON.stringify({ ...file, categories: [] }));
    expect(() => readLabelledImages(folder)).toThrow('annotations.json is no file of COCO annotations');
    writeFileSync(path, JSON.stringify({ ...file, images: [], annotations: [] }));
    expect(() => readLabelledImages(folder)).toThrow('labels none of the pictures beside it');
  });
});

describe('a folder that cannot be evaluated on', () => {
  it('is said in one sentence', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(() => readLabelledImages(empty)).toThrow(
      /^the classes of the labels are not known: .*config\.yaml is not there$/,
    );
    writeFileSync(join(empty, 'config.yaml'), 'path: .\n');
    expect(() => readLabelledImages(empty)).toThrow(/config\.yaml has no list of names$/);
    writeFileSync(join(empty, 'config.yaml'), names);
    expect(() => readLabelledImages(empty)).toThrow(/have no labels: .*labels is not there$/);
    mkdirSync(join(empty, 'labels'));
    expect(() => readLabelledImages(empty)).toThrow(/no pictures to evaluate on: .*images is not there$/);
    writeFileSync(join(folder, 'images', 'bad.jpg'), 'no picture');
    await expect(readImage(join(folder, 'images', 'bad.jpg'))).rejects.toThrow('is no picture that can be read');
  });
});
