/** The models of forecasts against forecasters that know less. The same seed gives the same figures: once is enough. */
import { startTensors } from '@chengyun/analytics/forecast/tensor/runtime.ts';
import { evaluationFolder } from '@chengyun/ops/replay/sets.ts';
import type { Benchmark } from '../benchmark.ts';
import { measureCity } from './city-part.ts';
import { readLosLoop } from './los-loop.ts';
import { measureLosLoop } from './los-loop-part.ts';
import { measureSurge } from './surge-part.ts';
import { measureUnderpass } from './underpass-part.ts';

const PARTS = ['los-loop', 'tide', 'level', 'city'];

export const forecast: Benchmark = {
  parts: PARTS,
  defaultParts: PARTS,
  async run(context, samples) {
    const { parts, note } = context;
    // Said before anything is learned: a folder that is missing must not be found out after minutes.
    const losLoop = parts.includes('los-loop') ? readLosLoop(evaluationFolder()) : null;
    const { backend } = await startTensors();
    note(`  TensorFlow.js trains on ${backend}`);
    samples.addEach('backend', { [backend]: 1 });
    if (parts.includes('level')) await measureUnderpass(context, samples);
    if (parts.includes('tide')) await measureSurge(context, samples);
    if (parts.includes('city')) await measureCity(context, samples);
    if (losLoop !== null) await measureLosLoop(losLoop, context, samples);
  },
};
