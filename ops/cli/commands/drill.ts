import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster } from '@chengyun/platform/postgres/embedded.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { SCENARIO_NAMES } from '@chengyun/simulators/scenarios/index.ts';
import { runKillDrill } from '../../chaos/kills.ts';
import { drillScenario } from '../../drill/drill.ts';
import { drillPage } from '../../drill/page.ts';
import { runSeeds } from '../../drill/run-seeds.ts';
import { seedsOf } from '../../drill/seeds.ts';
import { DRILL_SETS } from '../../drill/sets.ts';
import { type Command, EXIT } from '../command.ts';

const KILLS_DEFAULT = 50;
/** Away from the default installation, so that a drill can run beside it. */
const KILLS_BASE_PORT = 9400;

function countOf(option: string | boolean | undefined, name: string, fallback: number): number {
  const count = Number(option ?? fallback);
  if (!Number.isInteger(count) || count < 1) throw new AppError('USAGE', `--${name} must be a whole number above 0.`);
  return count;
}

export const drill: Command = {
  name: 'drill',
  usage: '<scenario>',
  summary: `rehearse and score: ${[...SCENARIO_NAMES, ...DRILL_SETS.map(({ name }) => name)].join(', ')} against the sealed truth; kills: kill -9 under load`,
  options: {
    seed: { type: 'string', value: 'number', summary: "seed of the scenario's chance, or of the kills" },
    seeds: {
      type: 'string',
      value: 'a..b',
      summary: 'score all of these seeds together; exit code 1 when a mark is missed',
    },
    html: { type: 'string', value: 'file', summary: 'write the scored drill as one page with its plots' },
    kills: { type: 'string', value: 'number', summary: `how many processes are killed (${KILLS_DEFAULT})` },
    port: { type: 'string', value: 'number', summary: `base port for the drill "kills" (${KILLS_BASE_PORT})` },
  },
  async run({ args, options, print, json, note }) {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) throw new AppError('USAGE', 'name one scenario, or kills.');
    const seed = options.seed === undefined ? undefined : countOf(options.seed, 'seed', 1);
    const isScored = options.seeds !== undefined || options.html !== undefined;
    if (name !== 'kills' && (isScored || DRILL_SETS.some((set) => set.name === name))) {
      const seeds = seedsOf(String(options.seeds ?? (seed === undefined ? '1..1000' : `${seed}..${seed}`)));
      const scored = runSeeds(name, seeds, note);
      const { report, missed } = scored;
      if (typeof options.html === 'string') writeFileSync(options.html, drillPage(scored));
      for (const [figure, value] of Object.entries(report.figures)) print(`${figure.padEnd(24)} ${value}`);
      for (const sentence of missed) note(sentence);
      json(report);
      return missed.length === 0 ? EXIT.ok : EXIT.no;
    }
    if (name !== 'kills') {
      const report = drillScenario(name, seed);
      for (const row of report.rows) {
        const lead = row.leadMin === null ? 'missed' : `${row.leadMin >= 0 ? '+' : ''}${row.leadMin} min`;
        print(
          `${row.kind.padEnd(16)} ${row.asset.padEnd(28)} from ${String(row.fromMin).padStart(4)} min   lead ${lead}`,
        );
      }
      print(`found ${report.found} of ${report.hazards} hazards, ${report.falseAlarms} false alarms`);
      json(report);
      return report.found === report.hazards ? EXIT.ok : EXIT.no;
    }
    const dataDir = mkdtempSync(join(tmpdir(), 'chengyun-kills-'));
    const stopping = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
    try {
      const kills = countOf(options.kills, 'kills', KILLS_DEFAULT);
      const basePort = countOf(options.port, 'port', KILLS_BASE_PORT);
      const report = await runKillDrill({ kills, seed: seed ?? 1, basePort, dataDir, note, signal: stopping.signal });
      print(
        `kills      ${Object.entries(report.kills)
          .map(([one, count]) => `${one} ${count}`)
          .join(', ')}`,
      );
      const { accepted, stored, lost, twice } = report.readings;
      print(`readings   ${accepted} accepted by the edge, ${stored} in the store, ${lost} lost, ${twice} twice`);
      print(
        `alarms     ${report.alarms.alarms} transitions, ${report.alarms.identical ? 'identical to' : 'DIFFERENT from'} an undisturbed run`,
      );
      json(report);
      return report.ok ? EXIT.ok : EXIT.no;
    } finally {
      await removeCluster(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
