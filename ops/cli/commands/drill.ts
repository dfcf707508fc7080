import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster } from '@chengyun/platform/postgres/embedded.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { SCENARIO_NAMES, scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import { runKillDrill } from '../../chaos/kills.ts';
import { drillScenario } from '../../drill/drill.ts';
import type { HopFigures } from '../../drill/live/hops.ts';
import { runLiveSeeds } from '../../drill/live/run-live.ts';
import { runLoopDrill } from '../../drill/loop/run-loop.ts';
import { drillPage } from '../../drill/page.ts';
import { runSeeds, type ScoredDrill } from '../../drill/run-seeds.ts';
import { seedsOf } from '../../drill/seeds.ts';
import { DRILL_SETS } from '../../drill/sets.ts';
import { runStreams } from '../../drill/streams/run-streams.ts';
import { dataDirOf } from '../../installation.ts';
import { reportPage } from '../../report/report-page.ts';
import { type Command, type CommandContext, EXIT } from '../command.ts';

const KILLS_DEFAULT = 50;
/** At this pace a look of the console every quarter of a second is a second and a quarter of the exercise. */
const LOOP_PACE = 5;
/** Away from the default installation, so that a drill can run beside it. */
const KILLS_BASE_PORT = 9400;

function countOf(option: string | boolean | undefined, name: string, fallback: number): number {
  const count = Number(option ?? fallback);
  if (!Number.isInteger(count) || count < 1) throw new AppError('USAGE', `--${name} must be a whole number above 0.`);
  return count;
}

function transportOf(option: string | boolean | undefined): 'tcp' | 'udp' {
  const transport = option ?? 'tcp';
  if (transport !== 'tcp' && transport !== 'udp') throw new AppError('USAGE', '--transport is tcp or udp.');
  return transport;
}

/** Ctrl-C ends a drill in order. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  return stopping.signal;
}

function tell(
  scored: ScoredDrill,
  html: string | boolean | undefined,
  { print, json, note }: Pick<CommandContext, 'print' | 'json' | 'note'>,
  hops: readonly HopFigures[] = [],
): number {
  const { report, missed } = scored;
  if (typeof html === 'string') writeFileSync(html, drillPage(scored, hops));
  for (const [figure, value] of Object.entries(report.figures)) print(`${figure.padEnd(32)} ${value}`);
  for (const sentence of missed) note(sentence);
  json(report);
  return missed.length === 0 ? EXIT.ok : EXIT.no;
}

async function drillStreams({
  options,
  print,
  json,
  note,
}: Pick<CommandContext, 'options' | 'print' | 'json' | 'note'>): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chengyun-streams-'));
  try {
    const basePort = countOf(options.port, 'port', KILLS_BASE_PORT);
    const transport = transportOf(options.transport);
    const report = await runStreams({ basePort, dataDir, transport, note, signal: stopSignal() });
    for (const { fault, recovery_s, told, decoder_mb } of report.faults) {
      const back = recovery_s === null ? 'not back' : `back after ${recovery_s} s`;
      print(
        `${fault.padEnd(12)} ${back.padEnd(20)} told ${(told.join(', ') || 'nothing').padEnd(24)} ${decoder_mb ?? '?'} MB`,
      );
    }
    for (const [figure, value] of Object.entries(report.figures)) print(`${figure.padEnd(32)} ${value}`);
    for (const sentence of report.missed) note(sentence);
    json(report);
    return report.missed.length === 0 ? EXIT.ok : EXIT.no;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export const drill: Command = {
  name: 'drill',
  usage: '<scenario>',
  summary: `rehearse and score: ${[...SCENARIO_NAMES, ...DRILL_SETS.map(({ name }) => name)].join(', ')} against the sealed truth; loop: a scripted day of 40 hazards with four crews, one silent; kills: kill -9 under load; streams: twelve faults of cameras`,
  options: {
    seed: { type: 'string', value: 'number', summary: "seed of the scenario's chance, or of the kills" },
    seeds: {
      type: 'string',
      value: 'a..b',
      summary: 'score all of these seeds together; exit code 1 when a mark is missed',
    },
    html: {
      type: 'string',
      value: 'file',
      summary: 'write the scored drill as one page with its plots; of loop the after-action report',
    },
    kills: { type: 'string', value: 'number', summary: `how many processes are killed (${KILLS_DEFAULT})` },
    live: { type: 'boolean', summary: 'a scenario through the real path, as an exercise, with the time of each hop' },
    speed: {
      type: 'string',
      value: 'times',
      summary: "with --live and loop: times real time (the scenario's own pace)",
    },
    'data-dir': {
      type: 'string',
      value: 'folder',
      summary: 'with --live: an installation that runs; one of its own is started when left out',
    },
    transport: { type: 'string', value: 'tcp|udp', summary: 'with streams: how pictures come from the cameras (tcp)' },
    port: { type: 'string', value: 'number', summary: `base port of an installation of its own (${KILLS_BASE_PORT})` },
  },
  async run({ args, options, print, json, note }) {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0)
      throw new AppError('USAGE', 'name one scenario, loop, kills or streams.');
    const seed = options.seed === undefined ? undefined : countOf(options.seed, 'seed', 1);
    if (name === 'loop') {
      const pace = countOf(options.speed, 'speed', LOOP_PACE);
      const { scored, day } = await runLoopDrill({ seed: seed ?? 1, pace, note, signal: stopSignal() });
      if (typeof options.html === 'string') writeFileSync(options.html, reportPage(day));
      return tell(scored, undefined, { print, json, note });
    }
    const isSet = DRILL_SETS.some((set) => set.name === name);
    if (options.live === true) {
      if (name === 'kills' || isSet) {
        throw new AppError('USAGE', `--live plays a scenario of the city (${SCENARIO_NAMES.join(', ')}), not ${name}.`);
      }
      const seeds = options.seeds === undefined ? (seed === undefined ? null : [seed]) : seedsOf(String(options.seeds));
      const pace = countOf(options.speed, 'speed', scenarioNamed(name).pace);
      const dataDir = options['data-dir'] === undefined ? null : dataDirOf(options['data-dir']);
      const basePort = countOf(options.port, 'port', KILLS_BASE_PORT);
      const plan = { name, seeds, pace, dataDir, basePort, note, signal: stopSignal() };
      const { scored, hops } = await runLiveSeeds(plan);
      return tell(scored, options.html, { print, json, note }, hops);
    }
    if (name === 'streams') return drillStreams({ options, print, json, note });
    const isScored = options.seeds !== undefined || options.html !== undefined;
    if (name !== 'kills' && (isScored || isSet)) {
      const seeds = seedsOf(String(options.seeds ?? (seed === undefined ? '1..1000' : `${seed}..${seed}`)));
      return tell(runSeeds(name, seeds, note), options.html, { print, json, note });
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
    const signal = stopSignal();
    try {
      const kills = countOf(options.kills, 'kills', KILLS_DEFAULT);
      const basePort = countOf(options.port, 'port', KILLS_BASE_PORT);
      const report = await runKillDrill({ kills, seed: seed ?? 1, basePort, dataDir, note, signal });
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
