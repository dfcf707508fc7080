/** Real loop detectors with a lowered budget: less is learned than in the benchmark, and persistence must still be beaten. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createProfileModel } from '@chengyun/analytics/forecast/models/profile-model.ts';
import { evaluationFolder } from '@chengyun/ops/replay/sets.ts';
import { expect, test } from 'vitest';
import { createSamples } from '../report/samples.ts';
import { inputsUpTo, readLosLoop } from './los-loop.ts';
import { createScoreSheet } from './score.ts';

const folder = evaluationFolder();
const absent = !existsSync(join(folder, 'traffic-losloop'));
const SENSORS_EVERY = 3;
const ASKED_EVERY = 10;

test.runIf(!absent)(
  'an hour ahead on loop detectors, persistence is beaten after a short training',
  async () => {
    const data = readLosLoop(folder);
    const cut = Math.floor(data.rows * 0.8);
    const chosen = <T>(all: readonly T[]) => all.filter((_, i) => i % SENSORS_EVERY === 0);
    const model = createProfileModel({ id: 'flow-neighbours', withNeighbours: true, training: { steps: 240 } });
    const options = { seed: 1, signal: new AbortController().signal, onProgress: () => undefined };
    const fitted = await model.fit(chosen(inputsUpTo(data, cut)), options);
    const sheet = createScoreSheet();
    for (let end = cut - 1; end + model.steps < data.rows; end += ASKED_EVERY) {
      for (const inputs of chosen(inputsUpTo(data, end + 1))) {
        const { values } = data.series.find(({ asset }) => asset === inputs.target.asset)!;
        const { p10, p50, p90 } = fitted.predict(inputs);
        for (const ahead of [3, 12]) {
          const said = { persistence: values[end]!, ours: p50[ahead - 1]! };
          sheet.add(`${ahead * 5}`, values[end + ahead]!, said, [p10[ahead - 1]!, p90[ahead - 1]!]);
        }
      }
    }
    console.info(sheet.report('los', createSamples()));
    // The marks of the benchmark are 0.87 and 0.75; this training is an eighth as long.
    expect(sheet.ratio('15')).toBeLessThan(0.9);
    expect(sheet.ratio('60')).toBeLessThan(0.8);
  },
  180_000,
);

test(
  absent
    ? `loop detectors (not run: no traffic-losloop in ${folder}; set CHENGYUN_DATA_DIR)`
    : 'there are 168 loop detectors',
  () => {
    if (absent) expect(() => readLosLoop(folder)).toThrow('CHENGYUN_DATA_DIR');
    else expect(readLosLoop(folder).series).toHaveLength(168);
  },
);
