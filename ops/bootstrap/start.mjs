/** `npm start`: brings in what is missing, then starts the city. Options pass through: npm start -- --port 9000. */
import { join } from 'node:path';
import { buildConsole, checkNode, findFfmpeg, handOver, installDependencies, ROOT } from './steps.mjs';

checkNode();
process.stderr.write('Chengyun 城运\n');
await installDependencies();
const ffmpeg = await findFfmpeg();
if (!ffmpeg) {
  process.stderr.write(
    '  ffmpeg was not found, so the simulated cameras stay dark; install ffmpeg or set FFMPEG_BIN to see them.\n',
  );
}
await buildConsole();
handOver(
  [join(ROOT, 'ops', 'cli', 'chengyun.ts'), 'up', ...process.argv.slice(2)],
  ffmpeg ? { FFMPEG_BIN: ffmpeg } : {},
);
