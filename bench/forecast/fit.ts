/** Fits and asks models while watching the time. */
import type { FittedModel, ForecastInputs, ForecastModel } from '@chengyun/analytics/forecast/model.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';

export const SEED = 1;
const cpuS = () => process.cpuUsage().user / 1e6;

/** Adds `<name>_fit_s` and `<name>_fit_cpu_s`: on a busy machine the second says more. */
export async function fitTimed(
  name: string,
  model: ForecastModel,
  group: readonly ForecastInputs[],
  { note, signal }: BenchContext,
  samples: Samples,
): Promise<FittedModel> {
  note(`  ${name}: ${model.id} learns from ${group.length} series`);
  const [startedMs, startedCpuS] = [performance.now(), cpuS()];
  let told = 0;
  const onProgress = (done: number) => {
    if (done < told + 0.25) return;
    told = done;
    note(`  ${name}: ${Math.round(100 * done)} %`);
  };
  const fitted = await model.fit(group, { seed: SEED, signal, onProgress });
  samples.add(`${name}_fit_s`, (performance.now() - startedMs) / 1000);
  samples.add(`${name}_fit_cpu_s`, cpuS() - startedCpuS);
  return fitted;
}

/** Mean milliseconds of one prediction; of CPU time, for others may want the machine. */
export function predictMs(fitted: FittedModel, inputs: readonly ForecastInputs[]): number {
  const started = cpuS();
  for (const one of inputs) fitted.predict(one);
  return ((cpuS() - started) * 1000) / inputs.length;
}
