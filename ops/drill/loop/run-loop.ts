/**
 * A scripted day on a whole installation: pumps say over MQTT that they have tripped, rules raise the alarms, a desk
 * acknowledges and sends out, phones answer over live sockets, the pumps run again, the sensors close the incidents.
 * One crew never answers. What came of it is read from the log alone.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { basemapData } from '@chengyun/basemap/build.ts';
import { createRandom } from '@chengyun/basemap/random.ts';
import { describeCommit } from '@chengyun/bench/report/report.ts';
import { makeAfterAction } from '@chengyun/console/server/report/after-action.ts';
import { replayIncidents } from '@chengyun/console/server/report/replay-incidents.ts';
import { SLA_DEFAULT } from '@chengyun/console/server/sla/sla-config.ts';
import { formatDate } from '@chengyun/console/state/format.ts';
import type { AfterActionReport, Incident, Timeline } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { eventually } from '../../e2e/eventually.ts';
import { type FloodedPumps, floodPumps } from '../../e2e/flooded-pumps.ts';
import { type Installation, startInstallation } from '../../e2e/installation.ts';
import { withStore } from '../../installation.ts';
import { signInAt } from '../../rules/console-client.ts';
import { createScoredDrill, type ScoredDrill } from '../run-seeds.ts';
import { openDesk } from './desk.ts';
import { LOOP_MARKS, scoreLoop } from './loop-score.ts';
import { openPhone, type Phone } from './phone.ts';
import { HAZARDS, SILENT, writeScript } from './script.ts';

export interface LoopPlan {
  readonly seed: number;
  readonly pace: number;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

const OFFICERS = ['officer-1', 'officer-2', 'officer-3', 'officer-4'];
/** Stations report again and again; one that falls silent is an alarm of its own. */
const REPORT_EVERY_MS = 2_000;
/** After the last hazard: people, and the two minutes after which a pump that runs is believed. */
const TAIL_S = 900;
/** Longer than any drill. */
const DAYS_MS = 30 * 86_400_000;

export interface LoopDrill {
  readonly scored: ScoredDrill;
  /** The day as its after-action report. */
  readonly day: AfterActionReport;
}

export async function runLoopDrill(plan: LoopPlan): Promise<LoopDrill> {
  const commit = describeCommit();
  plan.note('  starting an installation of its own');
  const city = await startInstallation();
  try {
    const { score, day } = await playDay(city, plan);
    return {
      scored: createScoredDrill({ drill: 'loop', ...commit, marks: LOOP_MARKS, score, seeds: [plan.seed] }),
      day,
    };
  } finally {
    await city.stop();
  }
}

async function playDay(city: Installation, { seed, pace, note, signal }: LoopPlan) {
  const script = writeScript(seed);
  const timeline = await city.beginExercise('loop', pace);
  const pumps = await floodPumps(city, HAZARDS, { timeline });
  const hazardOf = new Map(pumps.assets.map((asset, i) => [asset, i]));
  const tripped = new Set<string>();
  const stopFeed = keepReporting(pumps, tripped);
  const wait = async (seconds: number) => void (await sleep((seconds * 1000) / pace, undefined, { signal }));
  const chance = createRandom(seed + 1);
  const times = ({ asset }: { readonly asset: string }) =>
    script.of(hazardOf.get(asset) ?? Math.floor(chance() * HAZARDS));
  const onError = (error: Error) => void (signal.aborted || note(`  ${error.message}`));
  const url = city.consoleUrl;
  const enter = (account: string) => signInAt({ url, account, password: city.password(account), nowMs: Date.now });
  const phones: Phone[] = [];
  const about = { url, timeline: timeline.id, times, wait, onError, signal };
  try {
    const desk = await openDesk({ ...about, person: await enter('operator') });
    for (const account of OFFICERS.filter((one) => one !== SILENT)) {
      const onDone = async ({ asset }: Incident) => {
        tripped.delete(asset);
        await pumps.repair(asset);
      };
      phones.push(await openPhone({ ...about, person: await enter(account), onDone }));
    }
    note(`  ${HAZARDS} hazards at pace ${pace}, ${SILENT} never answers`);
    let atS = 0;
    for (const [i, beginsS] of script.beginsS.entries()) {
      await wait(beginsS - atS);
      atS = beginsS;
      const asset = pumps.assets[i]!;
      tripped.add(asset);
      await pumps.trip(asset);
      if ((i + 1) % 10 === 0) note(`  ${i + 1} of ${HAZARDS} hazards have begun`);
    }
    const span = { fromMs: timeline.anchorTimelineMs, toMs: timeline.anchorTimelineMs + DAYS_MS };
    const read = () => withStore(city.dataDir, (store) => replayIncidents(store, timeline, span));
    const isDone = async () => {
      const own = (await read()).filter(({ rule }) => rule === 'flood.pump-tripped');
      return own.length >= HAZARDS && own.every(({ state }) => state === 'closed') && own;
    };
    await eventually('every incident closed', isDone, (TAIL_S * 1000) / pace).catch(onError);
    await desk.close();
    for (const phone of phones) await phone.close();
    const incidents = (await read()).filter(({ rule }) => rule === 'flood.pump-tripped');
    const lostFacts = await countLost(
      city,
      [desk, ...phones].flatMap(({ stated }) => stated),
    );
    const acceptLimitS = SLA_DEFAULT.levels.red.accepted ?? 0;
    const figures = scoreLoop({ hazards: HAZARDS, incidents, silent: SILENT, pace, acceptLimitS, lostFacts });
    const score = { figures, leadsMin: [], cases: [], calls: { atMin: [], runMin: 0, operators: 1 } };
    return { score, day: await reportOf(city, timeline) };
  } finally {
    stopFeed();
  }
}

function reportOf(city: Installation, timeline: Timeline): Promise<AfterActionReport> {
  const { units } = basemapData();
  const day = formatDate(timeline.anchorTimelineMs);
  return withStore(city.dataDir, async (store) =>
    makeAfterAction(day, timeline, {
      ...{ store, units, assets: await listAssets(store), domains: DOMAINS, sla: SLA_DEFAULT },
    }),
  );
}

function keepReporting(pumps: FloodedPumps, tripped: ReadonlySet<string>): () => void {
  const timer = setInterval(() => {
    void pumps.rain();
    for (const asset of pumps.assets) void (tripped.has(asset) ? pumps.trip(asset) : pumps.repair(asset));
  }, REPORT_EVERY_MS);
  return () => clearInterval(timer);
}

/** Facts that somebody was told are taken must be in the log once. */
async function countLost(city: Installation, stated: readonly string[]): Promise<number> {
  const rows = await city.query<{ id: string; n: number }>(
    `SELECT body->>'id' AS id, count(*)::int AS n FROM facts GROUP BY 1`,
  );
  const known = new Map(rows.map(({ id, n }) => [id, n]));
  return stated.filter((id) => known.get(id) !== 1).length;
}
