/** The path of an observation from the device to the socket of the wall, and what the whole city costs and takes. */
import type { Benchmark } from '../benchmark.ts';
import { openInstallation } from '../installation.ts';
import { createScratch } from '../scratch.ts';
import { measureCity } from './city-figures.ts';
import { measureColdStart } from './cold-start.ts';
import { measureLatency } from './latency.ts';
import { measureThroughput } from './throughput.ts';

const DEFAULT_PARTS = ['latency', 'throughput', 'city'];
const COLD = 'cold';

export const spine: Benchmark = {
  parts: [...DEFAULT_PARTS, COLD],
  defaultParts: DEFAULT_PARTS,
  async run(context, samples) {
    const { parts, basePort, note } = context;
    const scratch = createScratch();
    try {
      if (parts.includes('latency') || parts.includes('throughput')) {
        note('  starting an installation of its own');
        const city = await openInstallation({ basePort, dataDir: scratch.dataDir('centre') });
        try {
          // Before the throughput, whose many records the rules and the console would have to read first.
          if (parts.includes('latency')) await measureLatency(city, context, samples);
          if (parts.includes('throughput')) await measureThroughput(city, context, samples);
        } finally {
          await city.close();
        }
      }
      if (parts.includes('city')) await measureCity(context, samples, scratch);
      if (parts.includes(COLD)) await measureColdStart(context, samples, scratch);
    } finally {
      await scratch.remove();
    }
  },
};
