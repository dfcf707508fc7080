/** Faulty readings: 1,000 faults on gauges that were never seen, the real creek gauges, and what a reading costs. */

import { evaluate, JUDGES } from '@chengyun/models/sensor-faults/evaluate.ts';
import { createFaultJudge } from '@chengyun/models/sensor-faults/judge.ts';
import { FAULT_KINDS } from '@chengyun/models/sensor-faults/kinds.ts';
import { FIRST_SEED, makeGauge, SCORED_PLAN } from '@chengyun/models/sensor-faults/made/gauge.ts';
import { figuresOf } from '@chengyun/models/sensor-faults/score.ts';
import { createSecondOpinion, type SecondOpinion } from '@chengyun/models/sensor-faults/second-opinion.ts';
import type { BenchContext, Benchmark } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import { type CreekGauge, readCreekGauges } from './creek.ts';

const EVENTS = 1000;
const COSTED_READINGS = 4000;

export const faults: Benchmark = {
  parts: ['made', 'creek', 'cost'],
  defaultParts: ['made', 'creek', 'cost'],
  async run(context, samples) {
    const { parts, runs, note, signal } = context;
    const opinion = await createSecondOpinion();
    try {
      // Everything is seeded: only the cost differs from run to run.
      if (parts.includes('made')) await scoreMade(opinion, context, samples);
      if (parts.includes('creek')) {
        const folder = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../shared/data', import.meta.url).pathname;
        const gauges = readCreekGauges(folder);
        if (gauges === null) note(`  creek: not measured, there is no water-owl in ${folder}; set CHENGYUN_DATA_DIR`);
        else await scoreCreek(gauges, opinion, samples);
      }
      for (let run = 0; run < runs && parts.includes('cost') && !signal.aborted; run++) {
        samples.add('us_per_reading', await costOf(opinion));
        samples.add('us_per_reading_gate', await costOf(null));
      }
    } finally {
      await opinion.close();
    }
  },
};

async function scoreMade(opinion: SecondOpinion, { note, signal }: BenchContext, samples: Samples): Promise<void> {
  const { gauges, scores } = await evaluate(opinion, {
    firstSeed: FIRST_SEED.scored,
    events: EVENTS,
    signal,
    onGauge: (count, events) => {
      if (count % 20 === 0) note(`  made: ${count} gauges, ${events} of ${EVENTS} faults`);
    },
  });
  const figures = JUDGES.map((name) => [name, figuresOf(scores[name])] as const);
  const each = (of: (one: ReturnType<typeof figuresOf>) => number): Record<string, number> =>
    Object.fromEntries(figures.map(([name, one]) => [name, of(one)]));
  const both = figuresOf(scores.both);
  samples.add('fault_events', both.events);
  samples.add('gauges', gauges);
  samples.add('found_share', both.foundShare);
  samples.add('good_flagged_share', both.goodFlaggedShare);
  samples.add('false_events_per_day', both.falseEventsPerDay);
  samples.add('kind_named_share', both.kindNamedShare);
  samples.addEach(
    'found_share_by_judge',
    each(({ foundShare }) => foundShare),
  );
  samples.addEach(
    'good_flagged_share_by_judge',
    each(({ goodFlaggedShare }) => goodFlaggedShare),
  );
  samples.addEach(
    'false_events_per_day_by_judge',
    each(({ falseEventsPerDay }) => falseEventsPerDay),
  );
  samples.addEach(
    'kind_named_share_by_judge',
    each(({ kindNamedShare }) => kindNamedShare),
  );
  samples.addEach(
    'fault_readings_flagged_share_by_judge',
    each(({ faultPointsShare }) => faultPointsShare),
  );
  for (const name of JUDGES) {
    const kinds = FAULT_KINDS.map((kind) => [kind, scores[name].kinds[kind]] as const);
    samples.addEach(
      `found_share_${name}`,
      Object.fromEntries(kinds.map(([kind, { found, events }]) => [kind, found / events])),
    );
    samples.addEach(
      `kind_named_share_${name}`,
      Object.fromEntries(kinds.map(([kind, { named, found }]) => [kind, named / Math.max(1, found)])),
    );
  }
  samples.addEach(
    'events_by_kind',
    Object.fromEntries(FAULT_KINDS.map((kind) => [kind, scores.both.kinds[kind].events])),
  );
}

/** Flags of a real gauge, reading by reading, as the agent would say them. */
export async function kindsOf(gauge: CreekGauge, opinion: SecondOpinion | null): Promise<readonly (string | null)[]> {
  const judge = createFaultJudge({ opinion, warn: () => {} });
  const kinds: (string | null)[] = [];
  for (const reading of gauge.readings) kinds.push((await judge.judge(gauge.name, reading))?.kind ?? null);
  return kinds;
}

async function scoreCreek(gauges: readonly CreekGauge[], opinion: SecondOpinion, samples: Samples): Promise<void> {
  const known = { resets: 0, spikes: 0, gaps: 0 };
  const flagged = { resets: 0, spikes: 0, gaps: 0 };
  let [readings, flags] = [0, 0];
  for (const gauge of gauges) {
    const kinds = await kindsOf(gauge, opinion);
    for (const what of ['resets', 'spikes', 'gaps'] as const) {
      known[what] += gauge[what].length;
      const isRight = (kind: string | null | undefined): boolean =>
        what === 'resets' ? kind === 'clock' : kind != null;
      flagged[what] += gauge[what].filter((place) => isRight(kinds[place])).length;
    }
    readings += kinds.length;
    flags += kinds.filter((kind) => kind !== null).length;
  }
  samples.addEach('creek_known', known);
  samples.addEach('creek_flagged', flagged);
  samples.add('creek_readings', readings);
  // Of all readings, known faults included: nobody has labelled the rest.
  samples.add('creek_flagged_share', flags / readings);
}

/** CPU time of one reading of a stream, judged as it comes. */
async function costOf(opinion: SecondOpinion | null): Promise<number> {
  const { at, valueM, arrivedAt } = makeGauge(FIRST_SEED.tuning, SCORED_PLAN);
  const judge = createFaultJudge({ opinion, warn: () => {} });
  const before = process.cpuUsage();
  for (let place = 0; place < COSTED_READINGS; place++) {
    await judge.judge('one', { atMs: at[place]!, value: valueM[place]!, arrivedMs: arrivedAt[place]! });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / COSTED_READINGS;
}
