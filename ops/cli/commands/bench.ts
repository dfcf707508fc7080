import { BENCHMARKS, runBenchmark } from '@chengyun/bench/index.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { basePortOf } from '../../installation.ts';
import { type Command, type CommandContext, EXIT } from '../command.ts';

const NAMES = BENCHMARKS.map(({ name }) => name).join(', ');
/** Away from the default installation and from the drills, so that a benchmark can run beside them. */
const BASE_PORT = '9500';
const RUNS = 3;
const RUNS_MAX = 100;

function runsOf(option: CommandContext['options'][string]): number {
  const runs = Number(option ?? RUNS);
  if (Number.isInteger(runs) && runs >= 1 && runs <= RUNS_MAX) return runs;
  throw new AppError('USAGE', `--runs must be a whole number from 1 to ${RUNS_MAX}.`);
}

export const bench: Command = {
  name: 'bench',
  usage: '<name>',
  summary: `measure, each figure the median of some runs: ${NAMES}`,
  options: {
    runs: { type: 'string', value: 'number', summary: `how often everything is measured (${RUNS})` },
    parts: { type: 'string', value: 'a,b', summary: 'only these parts of it; a wrong name lists them' },
    cold: { type: 'boolean', summary: 'spine: also from a fresh clone, which fetches all dependencies anew' },
    weights: { type: 'string', value: 'folder', summary: 'edge: folder with weights that are not in models/' },
    port: { type: 'string', value: 'number', summary: `base port of the installation that is measured (${BASE_PORT})` },
  },
  async run({ args, options, print, json, note }) {
    const entry = BENCHMARKS.find(({ name }) => name === args[0]);
    if (entry === undefined || args.length > 1) {
      note(`chengyun bench: name one benchmark:`);
      for (const { name, summary } of BENCHMARKS) note(`  ${name.padEnd(10)} ${summary}`);
      return EXIT.usage;
    }
    const runs = runsOf(options.runs);
    const basePort = basePortOf(options.port ?? BASE_PORT);
    const stopping = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
    const parts = typeof options.parts === 'string' ? options.parts.split(',') : null;
    const weightsDir = typeof options.weights === 'string' ? options.weights : null;
    const withCold = options.cold === true ? ['cold'] : [];
    try {
      const report = await runBenchmark(entry, {
        basePort,
        runs,
        weightsDir,
        parts,
        alsoParts: withCold,
        note,
        signal: stopping.signal,
      });
      for (const [name, figure] of Object.entries(report.figures)) {
        print(`${name.padEnd(40)} ${typeof figure === 'number' ? figure : JSON.stringify(figure)}`);
      }
      json(report);
      return EXIT.ok;
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
      note('stopped; nothing is left of it');
      return EXIT.failed;
    }
  },
};
