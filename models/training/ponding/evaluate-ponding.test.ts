import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../runtime/classifier.ts';
import { readManifest } from '../../runtime/manifest.ts';
import { createRandom } from '../../synthetic/random.ts';
import { createScene } from '../../synthetic/scene.ts';
import { rgbFrom } from '../make-frames.ts';
import { drawDepthCm, PONDING_CLASSES, PONDING_INPUT } from './classes.ts';
import { regionOf } from './crops.ts';
import { scoreOf } from './evaluate-ponding.ts';

it('scores a case worked by hand', () => {
  // dry said dry, dry said film, 15-30 said below 15, 15-30 said above 30, above 30 said dry.
  const pairs = [
    [0, 0],
    [0, 1],
    [3, 2],
    [3, 4],
    [4, 0],
  ] as const;
  const score = scoreOf(pairs.map(([truth, said]) => ({ truth, said })));
  expect(score).toMatchObject({ crops: 5, accuracy: 1 / 5, withinOne: 4 / 5, deepRecall: 1 / 3, deepPrecision: 1 });
  expect(score.confusion[3]).toEqual([0, 0, 1, 0, 1]);
});

it('draws depths of a class between its limits', () => {
  const random = createRandom(1);
  for (let at = 0; at < 50; at++) {
    expect(drawDepthCm(0, random)).toBe(0);
    const depth = drawDepthCm(3, random);
    expect(depth >= 15 && depth < 30).toBe(true);
  }
});

describe('the model that ships', () => {
  it('is the one that this code trains', () => {
    expect(readManifest('ponding-depth')).toMatchObject({
      ...{ task: 'classify', classes: PONDING_CLASSES, input: PONDING_INPUT },
    });
  });

  it('tells a dry underpass from a flooded one, in the picture of a camera and the outline of an operator', async () => {
    const scene = createScene(900_002, { kind: 'underpass', cameraModel: 'simulator', widthPx: 640, heightPx: 360 });
    scene.setTraffic({ vehiclesPerMin: 0, speedFactor: 1, queueLengthM: 0, people: 0 });
    const region = regionOf(scene, createRandom(4))!;
    const classifier = await createClassifier('ponding-depth');
    const said: string[] = [];
    for (const depthCm of [0, 10, 50]) {
      scene.setWater({ depthCm });
      const { rgba, width, height } = scene.renderFrame(0);
      said.push((await classifier.classify(rgbFrom(rgba, width, height), region)).cls);
    }
    expect(said).toEqual(['dry', 'below-15cm', 'above-30cm']);
    await classifier.close();
  });
});
