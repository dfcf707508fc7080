/**
 * A second, plain way from a picture to average precision, which shares no code with the runtime: it prepares the
 * picture pixel by pixel, reads the raw output of a YOLOX network, suppresses by going through all pairs and counts by
 * COCO's rules as one would by hand. Slow and simple on purpose: the product's figures are held against it.
 */
import * as ort from 'onnxruntime-node';
import type { DetectorManifest, RgbFrame } from '../runtime/manifest-types.ts';
import { ModelError } from '../runtime/model-error.ts';

/** Corners in pixels of the picture. */
export interface PlainBox {
  readonly image: number;
  readonly cls: string;
  readonly score: number;
  readonly corners: readonly [left: number, top: number, right: number, bottom: number];
}

export interface PlainTruth extends Omit<PlainBox, 'score'> {
  readonly isCrowd: boolean;
}

/** The fields that the plain path follows, at their one supported value. */
function checkIsPlain({ id, decoder, input }: DetectorManifest): void {
  const isPlain =
    decoder.kind === 'yolox' &&
    input.layout === 'NCHW' &&
    input.resize === 'letterbox' &&
    input.resample === 'bilinear' &&
    input.scale === 1 &&
    [...input.mean, ...input.std].every((value, index) => value === (index < 3 ? 0 : 1));
  if (!isPlain) throw new ModelError(`model ${id} has no plain path to be held against: it is written for YOLOX only`);
}

export const hasPlainPath = (manifest: DetectorManifest): boolean => {
  try {
    checkIsPlain(manifest);
    return true;
  } catch {
    return false;
  }
};

function preparePicture({ rgb, width, height }: RgbFrame, side: { width: number; height: number }, isBgr: boolean) {
  const ratio = Math.min(side.width / width, side.height / height);
  const [wide, high] = [Math.floor(width * ratio), Math.floor(height * ratio)];
  const planes = new Float32Array(3 * side.width * side.height).fill(114);
  const near = (at: number, size: number): [number, number, number] => {
    const exact = Math.min(size - 1, Math.max(0, (at + 0.5) / ratio - 0.5));
    const low = Math.floor(exact);
    return [low, Math.min(size - 1, low + 1), exact - low];
  };
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const [x0, x1, dx] = near(x, width);
      const [y0, y1, dy] = near(y, height);
      for (let channel = 0; channel < 3; channel++) {
        const at = (column: number, row: number): number => rgb[(row * width + column) * 3 + channel]!;
        const top = at(x0, y0) * (1 - dx) + at(x1, y0) * dx;
        const bottom = at(x0, y1) * (1 - dx) + at(x1, y1) * dx;
        const plane = isBgr ? 2 - channel : channel;
        planes[(plane * side.height + y) * side.width + x] =
          // A half goes up, whatever the last bit of the sum says.
          Math.floor(top * (1 - dy) + bottom * dy + 0.5 + 1e-6);
      }
    }
  }
  return { planes, ratio };
}

const areaOf = ([left, top, right, bottom]: PlainBox['corners']): number => (right - left) * (bottom - top);
const sharedArea = (a: PlainBox['corners'], b: PlainBox['corners']): number =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));

/** Every cell of every stride in turn, as the paper numbers them. */
function readCells(
  output: Float32Array,
  manifest: DetectorManifest,
  ratio: number,
  image: number,
  least: number,
): PlainBox[] {
  const { input, classes, decoder } = manifest;
  const strides = decoder.kind === 'yolox' ? decoder.strides : [];
  const boxes: PlainBox[] = [];
  let at = 0;
  for (const stride of strides) {
    for (let row = 0; row < input.height / stride; row++) {
      for (let column = 0; column < input.width / stride; column++) {
        const cell = [...output.subarray(at, at + 5 + classes.length)];
        at += cell.length;
        const chances = cell.slice(5);
        const top = Math.max(...chances);
        const score = cell[4]! * top;
        if (score < least) continue;
        const [cx, cy] = [(column + cell[0]!) * stride, (row + cell[1]!) * stride];
        const [w, h] = [stride * Math.exp(cell[2]!), stride * Math.exp(cell[3]!)];
        const corners = [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2].map((pixel) => pixel / ratio);
        boxes.push({
          image,
          cls: classes[chances.indexOf(top)]!,
          score,
          corners: corners as unknown as PlainBox['corners'],
        });
      }
    }
  }
  return boxes;
}

/** A box goes when a better one of its class, itself kept, overlaps it by more than the limit. */
function suppressPairs(boxes: readonly PlainBox[], iouMax: number): PlainBox[] {
  const order = boxes.toSorted((a, b) => b.score - a.score);
  const isKept = order.map(() => true);
  for (let better = 0; better < order.length; better++) {
    if (!isKept[better]) continue;
    for (let worse = better + 1; worse < order.length; worse++) {
      const [a, b] = [order[better]!, order[worse]!];
      const shared = sharedArea(a.corners, b.corners);
      if (a.cls === b.cls && shared / (areaOf(a.corners) + areaOf(b.corners) - shared) > iouMax) isKept[worse] = false;
    }
  }
  return order.filter((_, index) => isKept[index]);
}

export interface PlainDetector {
  boxesIn(frame: RgbFrame, image: number): Promise<PlainBox[]>;
  close(): Promise<void>;
}

export async function createPlainDetector(
  manifest: DetectorManifest,
  weightsPath: string,
  limits: { readonly threshold: number; readonly nmsIou: number },
): Promise<PlainDetector> {
  checkIsPlain(manifest);
  const { input } = manifest;
  const session = await ort.InferenceSession.create(weightsPath);
  return {
    async boxesIn(frame, image) {
      const { planes, ratio } = preparePicture(frame, input, input.colour === 'BGR');
      const tensor = new ort.Tensor('float32', planes, [1, 3, input.height, input.width]);
      const results = await session.run({ [session.inputNames[0]!]: tensor });
      const output = results[session.outputNames[0]!]!.data as Float32Array;
      return suppressPairs(readCells(output, manifest, ratio, image, limits.threshold), limits.nmsIou);
    },
    close: () => session.release(),
  };
}

/** Precision at 101 recalls for one class at one IoU, over all images at once. Null when nothing is owed. */
function plainPrecision(boxes: readonly PlainBox[], truths: readonly PlainTruth[], iou: number): number | null {
  const owed = truths.filter(({ isCrowd }) => !isCrowd);
  if (owed.length === 0) return null;
  const free = new Set(owed);
  const curve: { recall: number; precision: number }[] = [];
  let right = 0;
  let wrong = 0;
  for (const box of boxes) {
    const candidates = [...free]
      .filter(({ image }) => image === box.image)
      .map((truth) => {
        const shared = sharedArea(box.corners, truth.corners);
        return { truth, overlap: shared / (areaOf(box.corners) + areaOf(truth.corners) - shared) };
      })
      .filter(({ overlap }) => overlap >= iou)
      .sort((a, b) => b.overlap - a.overlap);
    const [best] = candidates;
    if (best !== undefined) {
      free.delete(best.truth);
      right++;
    } else {
      const inCrowd = truths.some(
        ({ isCrowd, image, corners }) =>
          isCrowd && image === box.image && sharedArea(box.corners, corners) / areaOf(box.corners) >= iou,
      );
      if (inCrowd) continue;
      wrong++;
    }
    curve.push({ recall: right / owed.length, precision: right / (right + wrong) });
  }
  let sum = 0;
  for (let percent = 0; percent <= 100; percent++) {
    const reached = curve.filter(({ recall }) => recall * 100 >= percent - 1e-9);
    sum += reached.length === 0 ? 0 : Math.max(...reached.map(({ precision }) => precision));
  }
  return sum / 101;
}

export function plainAveragePrecision(
  boxes: readonly PlainBox[],
  truths: readonly PlainTruth[],
): { readonly ap50to95: number; readonly ap50: number } {
  const names = [...new Set(truths.map(({ cls }) => cls))];
  const images = [...new Set(boxes.map(({ image }) => image))];
  const at = (iou: number): number => {
    const found = names.flatMap((name) => {
      const own = images
        .flatMap((image) =>
          boxes
            .filter((box) => box.cls === name && box.image === image)
            .sort((a, b) => b.score - a.score)
            .slice(0, 100),
        )
        .sort((a, b) => b.score - a.score);
      const precision = plainPrecision(
        own,
        truths.filter(({ cls }) => cls === name),
        iou,
      );
      return precision === null ? [] : [precision];
    });
    return found.reduce((sum, precision) => sum + precision, 0) / found.length;
  };
  const all = [50, 55, 60, 65, 70, 75, 80, 85, 90, 95].map((percent) => at(percent / 100));
  return { ap50to95: all.reduce((sum, value) => sum + value, 0) / all.length, ap50: all[0]! };
}
