/** How fast a model is here: a row of test cards in a camera's size, each figure the median of some runs. */
import { quantile } from '@chengyun/bench/report/quantiles.ts';
import { createReport, describeCommit } from '@chengyun/bench/report/report.ts';
import { createSamples } from '@chengyun/bench/report/samples.ts';
import { measureModel } from '@chengyun/models/runtime/measure-model.ts';
import { openModel } from '@chengyun/models/runtime/open-model.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { type Command, type CommandContext, EXIT } from '../command.ts';
import { MODEL_OPTIONS, modelOf, providersOf, weightsDirOf } from './models-options.ts';

const DEFAULTS = { frames: 200, runs: 3, size: '1280x720' } as const;
const MAX = { frames: 100_000, runs: 100, sidePx: 8192 } as const;

function wholeOf(options: CommandContext['options'], key: 'frames' | 'runs'): number {
  const value = Number(options[key] ?? DEFAULTS[key]);
  if (Number.isInteger(value) && value >= 1 && value <= MAX[key]) return value;
  throw new AppError('USAGE', `--${key} must be a whole number from 1 to ${MAX[key]}.`);
}

function sizeOf(option: string | boolean | undefined): { widthPx: number; heightPx: number } {
  const [widthPx = 0, heightPx = 0, ...more] = String(option ?? DEFAULTS.size)
    .split('x')
    .map(Number);
  const isSide = (side: number): boolean => Number.isInteger(side) && side >= 16 && side <= MAX.sidePx;
  if (isSide(widthPx) && isSide(heightPx) && more.length === 0) return { widthPx, heightPx };
  throw new AppError('USAGE', `--size must be <width>x<height> in pixels, each from 16 to ${MAX.sidePx}.`);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export const modelsBench: Command = {
  name: 'models bench',
  usage: '<model>',
  summary: 'time of one frame and of the network alone, CPU time of one frame',
  options: {
    frames: { type: 'string', value: 'number', summary: `frames of a run (${DEFAULTS.frames})` },
    runs: { type: 'string', value: 'number', summary: `how often everything is measured (${DEFAULTS.runs})` },
    size: { type: 'string', value: 'WxH', summary: `size of the frames in pixels (${DEFAULTS.size})` },
    ...MODEL_OPTIONS,
  },
  async run({ args, options, print, json, note }) {
    const name = modelOf(args, 'bench');
    const frames = wholeOf(options, 'frames');
    const runs = wholeOf(options, 'runs');
    const size = sizeOf(options.size);
    const model = await openModel(name, { weightsDir: weightsDirOf(options), providers: providersOf(options), note });
    const samples = createSamples();
    try {
      for (let run = 1; run <= runs; run++) {
        const measured = await measureModel(model, { frames, ...size }, { clock: systemClock, cpuMs });
        samples.add('inference_ms_p50', quantile(measured.inferenceMs, 0.5));
        samples.add('inference_ms_p95', quantile(measured.inferenceMs, 0.95));
        samples.add('frame_ms_p50', quantile(measured.frameMs, 0.5));
        samples.add('frame_ms_p95', quantile(measured.frameMs, 0.95));
        samples.add('cpu_ms_per_frame', measured.cpuMsPerFrame);
        note(`  run ${run} of ${runs}`);
      }
    } finally {
      await model.close();
    }
    const figures = samples.figures();
    for (const [key, figure] of Object.entries(figures)) print(`${key.padEnd(24)} ${figure}`);
    const about = { model: name, provider: model.provider, frames, ...size };
    json({ ...createReport({ bench: 'models', ...describeCommit(), runs, figures }), ...about });
    return EXIT.ok;
  },
};
