/** Writes the sealed truth of every scenario beside it: node simulators/scenarios/seal.ts */
import { writeFileSync } from 'node:fs';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { SCENARIO_NAMES, scenarioNamed } from './index.ts';
import { truthOf } from './truth.ts';

const assets = DOMAINS.flatMap((domain) => domain.assets);
for (const name of SCENARIO_NAMES) {
  const truth = truthOf(scenarioNamed(name), assets);
  const path = new URL(`./${name}/truth.json`, import.meta.url);
  writeFileSync(path, `${JSON.stringify(truth, null, 2)}\n`);
  process.stdout.write(`${path.pathname}: ${truth.hazards.length} hazards, seal ${truth.seal.slice(0, 12)}\n`);
}
