import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { expect, it } from 'vitest';
import { measureModel } from './measure-model.ts';
import type { OpenModel } from './open-model.ts';
import { openModel } from './open-model.ts';

it('counts the network alone, the whole way, and the CPU time of the whole way', async () => {
  const real = await openModel('city-nano');
  const { input } = real.manifest;
  const clock = createManualClock();
  let cpuMs = 0;
  // A network that takes 3 ms on the clock and 5 ms of CPU time; the way to it takes 1 ms more.
  const runTensor: OpenModel['runTensor'] = (data) => {
    clock.advance(3);
    cpuMs += 5;
    return real.runTensor(data);
  };
  const model: OpenModel = {
    ...real,
    runTensor,
    run: async (frame) => {
      clock.advance(1);
      await runTensor(new Float32Array(3 * input.width * input.height));
      return real.run(frame);
    },
  };
  const measured = await measureModel(model, { frames: 4, widthPx: 64, heightPx: 36 }, { clock, cpuMs: () => cpuMs });
  expect(measured).toEqual({ frameMs: [4, 4, 4, 4], inferenceMs: [3, 3, 3, 3], cpuMsPerFrame: 5 });
  await real.close();
});
