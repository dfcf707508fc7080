import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createSecondOpinion } from '@chengyun/models/sensor-faults/second-opinion.ts';
import { expect, it } from 'vitest';
import { readCreekGauges } from './creek.ts';
import { kindsOf } from './faults.ts';

const folder = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../shared/data', import.meta.url).pathname;
const absent = !existsSync(join(folder, 'water-owl'));

it(absent
  ? `real creek gauges (not run: no water-owl in ${folder}; set CHENGYUN_DATA_DIR)`
  : 'flags the clock resets, the silences and the spikes of real creek gauges, and little else', async () => {
  if (absent) {
    expect(readCreekGauges(folder)).toBeNull();
    return;
  }
  const gauges = readCreekGauges(folder)!;
  const opinion = await createSecondOpinion();
  let [resets, spikes, readings, flags] = [0, 0, 0, 0];
  for (const gauge of gauges) {
    const kinds = await kindsOf(gauge, opinion);
    for (const place of gauge.resets) expect([gauge.name, place, kinds[place]]).toEqual([gauge.name, place, 'clock']);
    for (const place of gauge.spikes) expect([gauge.name, place, kinds[place]]).not.toContain(null);
    resets += gauge.resets.length;
    spikes += gauge.spikes.length;
    readings += kinds.length;
    flags += kinds.filter((kind) => kind !== null).length;
  }
  await opinion.close();
  expect(resets).toBe(55);
  expect(spikes).toBeGreaterThan(0);
  expect(flags / readings).toBeLessThan(0.03);
}, 60_000);
