import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision, IOUS, type JudgedImage, type ScoredBox, type TruthBox } from './average-precision.ts';
import { type PlainBox, type PlainTruth, plainAveragePrecision } from './reference.ts';

const truth = (x: number, extra: Partial<TruthBox> = {}): TruthBox => ({
  ...{ cls: 'car', x, y: 0, w: 10, h: 10, isCrowd: false },
  ...extra,
});
const found = (x: number, score: number, extra: Partial<ScoredBox> = {}): ScoredBox => ({
  ...{ cls: 'car', x, y: 0, w: 10, h: 10, score },
  ...extra,
});

/** The same images by the plain path, which shares no code. */
function plainOf(images: readonly JudgedImage[]): { ap50to95: number; ap50: number } {
  const corners = ({ x, y, w, h }: { x: number; y: number; w: number; h: number }) => [x, y, x + w, y + h] as const;
  const boxes = images.flatMap((one, image) =>
    one.found.map((box): PlainBox => ({ image, cls: box.cls, score: box.score, corners: corners(box) })),
  );
  const truths = images.flatMap((one, image) =>
    one.truth.map((box): PlainTruth => ({ image, cls: box.cls, isCrowd: box.isCrowd, corners: corners(box) })),
  );
  return plainAveragePrecision(boxes, truths);
}

describe('average precision by the rules of COCO', () => {
  it('goes over ten overlaps', () => {
    expect(IOUS.map((iou) => Math.round(iou * 100))).toEqual([50, 55, 60, 65, 70, 75, 80, 85, 90, 95]);
  });

  it('gives the figure of a case worked by hand', () => {
    // Three cars. Best first: right (p 1, r 1/3), wrong (p 1/2), right (p 2/3, r 2/3); the third is never found.
    // Recalls 0 to 0.33 (34 of them) have precision 1, 0.34 to 0.66 (33) have 2/3, 0.67 to 1 (34) have 0.
    const images = [
      { truth: [truth(0), truth(100)], found: [found(0, 0.9), found(50, 0.8)] },
      { truth: [truth(0)], found: [found(0, 0.4)] },
    ];
    const byHand = (34 * 1 + 33 * (2 / 3)) / 101;
    const { ap50, ap50to95, classes } = averagePrecision(images);
    expect(ap50).toBeCloseTo(byHand, 10);
    expect(ap50to95).toBeCloseTo(byHand, 10);
    expect(classes).toBe(1);
    expect(plainOf(images).ap50).toBeCloseTo(byHand, 10);
  });

  it('counts a box that lies a little off at the loose overlaps only', () => {
    // Moved by 1 of 10: IoU 9/11 = 0.818, so right at 0.5 to 0.8, which is seven of ten.
    const images = [{ truth: [truth(0)], found: [found(1, 0.9)] }];
    expect(averagePrecision(images)).toMatchObject({ ap50: 1, ap50to95: expect.closeTo(0.7, 10) });
    expect(plainOf(images).ap50to95).toBeCloseTo(0.7, 10);
  });

  it('neither owes a crowd nor minds that it is found, many times', () => {
    const crowd = truth(100, { w: 100, h: 20, isCrowd: true });
    const inCrowd = [found(110, 0.95), found(130, 0.94), found(150, 0.93)];
    const images = [{ truth: [truth(0), crowd], found: [found(0, 0.9), ...inCrowd] }];
    expect(averagePrecision(images).ap50).toBe(1);
    expect(plainOf(images).ap50).toBe(1);
    // Beside the crowd they would be three mistakes ahead of the right one: precision 1/4 at every recall.
    const beside = [{ truth: [truth(0)], found: [found(0, 0.9), ...inCrowd] }];
    expect(averagePrecision(beside).ap50).toBeCloseTo(1 / 4, 10);
    expect(averagePrecision([{ truth: [crowd], found: inCrowd }]).classes).toBe(0);
  });

  it('looks at the hundred best boxes of a class in an image', () => {
    const wrong = Array.from({ length: 100 }, (_, index) => found(1000 + index * 20, 0.9));
    expect(averagePrecision([{ truth: [truth(0)], found: [...wrong, found(0, 0.5)] }]).ap50).toBe(0);
    expect(averagePrecision([{ truth: [truth(0)], found: [...wrong.slice(1), found(0, 0.5)] }]).ap50).toBeCloseTo(0.01);
  });

  it('takes the mean over the classes that occur in the truth', () => {
    const images = [
      { truth: [truth(0), truth(0, { cls: 'bus' })], found: [found(0, 0.9), found(0, 0.9, { cls: 'tram' })] },
    ];
    expect(averagePrecision(images)).toMatchObject({ ap50: 0.5, classes: 2 });
  });

  it('says what the plain path says, whatever is found', () => {
    // Fine enough that no two overlaps are alike: a tie may fall either way.
    const fine = (max: number) => fc.integer({ min: 0, max: max * 1e6 }).map((part) => part / 1e6);
    const place = fc.record({ x: fine(30), y: fine(6) });
    const cls = fc.constantFrom('car', 'bus');
    const aTruth = fc
      .record({ place, cls, isCrowd: fc.boolean() })
      .map(({ place: { x, y }, ...rest }) => truth(x, { y, ...rest }));
    const aFound = fc
      .record({ place, cls, rank: fc.integer({ min: 1, max: 900_000 }) })
      .map(({ place: { x, y }, cls: name, rank }) => found(x, rank / 1e6, { y, cls: name }));
    const anImage = fc.record({
      truth: fc.array(aTruth, { maxLength: 6 }),
      found: fc.uniqueArray(aFound, { maxLength: 12, selector: ({ score }) => score }),
    });
    fc.assert(
      fc.property(fc.array(anImage, { minLength: 1, maxLength: 4 }), (images) => {
        fc.pre(images.some((image) => image.truth.some(({ isCrowd }) => !isCrowd)));
        const scores = images.flatMap((image) => image.found.map(({ score }) => score));
        fc.pre(new Set(scores).size === scores.length);
        const ours = averagePrecision(images);
        const plain = plainOf(images);
        return Math.abs(ours.ap50to95 - plain.ap50to95) < 1e-9 && Math.abs(ours.ap50 - plain.ap50) < 1e-9;
      }),
      { numRuns: 200 },
    );
  });
});
