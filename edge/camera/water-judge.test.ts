import { expect, test } from 'vitest';
import { createWaterJudge, PONDING_MODEL } from './water-judge.ts';

const frame = { rgb: new Uint8Array(320 * 180 * 3).fill(120), width: 320, height: 180 };
const region = [
  [0.1, 0.3],
  [0.9, 0.3],
  [0.9, 0.9],
  [0.1, 0.9],
] as const;

test('the network is opened by the first who asks, once for all, and closed', async () => {
  const opened: string[] = [];
  let closed = 0;
  const { judge, close } = createWaterJudge(
    undefined,
    () => undefined,
    async (model) => {
      opened.push(model);
      const close = async () => {
        closed += 1;
      };
      return { classify: async () => ({ cls: 'dry', score: 0.9 }), close };
    },
  );
  expect(opened).toEqual([]);
  expect(await Promise.all([judge(frame, region), judge(frame, region)])).toEqual([
    { cls: 'dry', score: 0.9 },
    { cls: 'dry', score: 0.9 },
  ]);
  expect(opened).toEqual([PONDING_MODEL]);
  await close();
  expect(closed).toBe(1);
});

test('one that cannot be opened is said once, and nothing is judged', async () => {
  const said: string[] = [];
  const { judge, close } = createWaterJudge(
    '/nowhere',
    (sentence) => said.push(sentence),
    async () => {
      throw new Error('model ponding-depth is unknown');
    },
  );
  expect([await judge(frame, region), await judge(frame, region)]).toEqual([null, null]);
  expect(said).toEqual(['Water on roads is not judged: model ponding-depth is unknown.']);
  await close();
});

test('the model that ships names a class of a region', async () => {
  const { judge, close } = createWaterJudge(undefined, () => undefined);
  const judged = await judge(frame, region);
  expect(judged?.score).toBeGreaterThan(0);
  await close();
});
