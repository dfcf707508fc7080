/** `npm test`: brings in what is missing, then types, style and every test. Arguments go to the test runner. */
import { join } from 'node:path';
import {
  buildConsole,
  checkNode,
  fail,
  findChromium,
  findFfmpeg,
  handOver,
  installDependencies,
  ROOT,
  runStep,
} from './steps.mjs';

checkNode();
process.stderr.write('Chengyun 城运: tests\n');
await installDependencies();
const ffmpeg = await findFfmpeg();
if (!ffmpeg)
  fail('ffmpeg was not found and could not be installed; install it or set FFMPEG_BIN, then run npm test again.');
const chromium = await findChromium();
if (!chromium)
  fail('Chromium was not found and could not be installed; install it or set CHROMIUM_BIN, then run npm test again.');
await buildConsole();

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
const env = { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}` };
for (const [label, command, args] of [
  ['types (tsc)', bin('tsc'), ['--noEmit']],
  ['style (biome)', bin('biome'), ['check', '.']],
]) {
  const step = await runStep(label, command, args, { env });
  if (!step.ok) fail(`${label} found:\n${step.output}`);
}
handOver([join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)], {
  FFMPEG_BIN: ffmpeg,
  CHROMIUM_BIN: chromium,
  PATH: env.PATH,
});
