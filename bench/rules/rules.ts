/** The rules engine alone, on one thread: how many observations a second, a month of them, and beside two peers. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BenchContext, Benchmark } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import { measureEngine } from './engine-rate.ts';
import { installPeers, runPeer } from './peers.ts';
import { type RuleCount, ruleSet } from './rule-sets.ts';
import { METRICS, READINGS_A_MINUTE } from './workload.ts';

const WARM_MIN = 15;
const MINUTES: Readonly<Record<RuleCount, number>> = { 5: 100, 50: 100, 500: 12 };
const MONTH_POINTS = 43_200_000;
const PEER_MINUTES = 10;
const nowMs = () => performance.now();

export const rules: Benchmark = {
  parts: ['engine', 'threads', 'month', 'peers'],
  defaultParts: ['engine', 'threads', 'month', 'peers'],
  async run(context, samples) {
    const { parts, runs, note, signal } = context;
    for (let run = 1; run <= runs && !signal.aborted; run++) {
      if (parts.includes('engine')) measureRates(`run ${run} of ${runs}`, note, samples);
      if (parts.includes('threads')) measureThreads(`run ${run} of ${runs}`, note, samples);
      if (parts.includes('peers')) await measurePeers(`run ${run} of ${runs}`, context, samples);
    }
    if (parts.includes('month') && !signal.aborted) measureMonth(note, samples);
  },
};

function measureRates(which: string, note: BenchContext['note'], samples: Samples): void {
  for (const count of [5, 50, 500] as const) {
    const rate = measureEngine(ruleSet(count), MINUTES[count], WARM_MIN, nowMs);
    samples.add(`observations_per_s_r${count}`, rate.perS);
    samples.add(`observations_per_transition_r${count}`, rate.observations / rate.transitions);
    samples.add(`late_share_r${count}`, rate.lateShare);
    samples.add(`evaluations_per_observation_r${count}`, rate.evaluations);
    note(`  ${which}: ${Math.round(rate.perS)} observations/s through ${count} rules`);
  }
}

/** Fifty rules over worker threads, beside one thread in the same run; all must raise the same alarms. */
function measureThreads(which: string, note: BenchContext['note'], samples: Samples): void {
  const measure = (threads: number) => measureEngine(ruleSet(50), MINUTES[50], WARM_MIN, nowMs, undefined, threads);
  const one = measure(0);
  for (const threads of [1, 2]) {
    const rate = measure(threads);
    if (rate.raised !== one.raised) {
      throw new AppError('THREADS', `${threads} threads raised ${rate.raised} alarms where one raised ${one.raised}.`);
    }
    samples.add(`observations_per_s_r50_w${threads}`, rate.perS);
    samples.add(`times_one_thread_w${threads}`, rate.perS / one.perS);
    note(`  ${which}: ${Math.round(rate.perS)} observations/s through 50 rules over ${threads} worker threads`);
  }
}

/** As many points as a thousand stations give in a month at one a minute; once, because it takes minutes. */
function measureMonth(note: BenchContext['note'], samples: Samples): void {
  const minutes = MONTH_POINTS / READINGS_A_MINUTE;
  note(`  a month of ${MONTH_POINTS} points through 50 rules`);
  const rate = measureEngine(ruleSet(50), minutes, 0, nowMs, (minute) => {
    if (minute % 216 === 0) note(`  ${Math.round((100 * minute) / minutes)} % of the month`);
  });
  samples.add('month_minutes', ((rate.seconds / 60) * MONTH_POINTS) / rate.observations);
}

/** An event is ten readings of one asset; all three must raise the same number of alarms. */
async function measurePeers(which: string, { note, signal }: BenchContext, samples: Samples): Promise<void> {
  await installPeers(note, signal);
  const own = measureEngine(ruleSet(5), PEER_MINUTES, WARM_MIN, nowMs);
  const span = [String(WARM_MIN), String(PEER_MINUTES)];
  const folder = await mkdtemp(join(tmpdir(), 'chengyun-node-red-'));
  try {
    const nodeRed = await runPeer('node-red-child.ts', [folder, ...span], signal);
    const jsonRules = await runPeer('json-rules-child.ts', span, signal);
    for (const [name, { raised }] of Object.entries({ 'Node-RED': nodeRed, 'json-rules-engine': jsonRules })) {
      if (raised === own.raised) continue;
      throw new AppError(
        'PEERS',
        `${name} raised ${raised} alarms where this engine raised ${own.raised}: not the same rules.`,
      );
    }
    const ownPerS = own.perS / METRICS;
    samples.add('own_events_per_s', ownPerS);
    samples.add('node_red_events_per_s', nodeRed.events / nodeRed.seconds);
    samples.add('json_rules_engine_events_per_s', jsonRules.events / jsonRules.seconds);
    samples.add('times_node_red', (ownPerS * nodeRed.seconds) / nodeRed.events);
    samples.add('times_json_rules_engine', (ownPerS * jsonRules.seconds) / jsonRules.events);
    samples.add('peer_alarms_raised', own.raised);
    note(
      `  ${which}: events/s here ${Math.round(ownPerS)}, Node-RED ${Math.round(nodeRed.events / nodeRed.seconds)}, json-rules-engine ${Math.round(jsonRules.events / jsonRules.seconds)}; each raised ${own.raised} alarms`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
