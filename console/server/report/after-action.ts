/** The after-action report of one incident, or of a day of a timeline, replayed from what the archive keeps of the log. */

import {
  type AfterActionIncident,
  type AfterActionReport,
  type Asset,
  type Bilingual,
  type Domain,
  type Incident,
  stepsFor,
  type Timeline,
} from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import { CITY_UTC_OFFSET_MS } from '../../state/format.ts';
import { lateHops } from '../../state/report/late-hops.ts';
import { procedureOf } from '../fact-refusal.ts';
import type { SlaConfig } from '../sla/sla-config.ts';
import { hopFigures, hopTimings } from './hop-timings.ts';
import { type ReplaySpan, replayIncidents } from './replay-incidents.ts';

export interface Unit {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly lonDeg: number;
  readonly latDeg: number;
}

export interface AfterActionDeps {
  readonly store: Queryable;
  readonly assets: readonly Asset[];
  readonly units: readonly Unit[];
  readonly domains: readonly Domain[];
  readonly sla: SlaConfig;
}

const DAY_MS = 86_400_000;
/** Beside one incident: what may have been merged with it. */
const AROUND_MS = 12 * 3_600_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INCIDENT = /^[0-9a-f]{16}$/;

export const isReportSubject = (subject: string): boolean => DAY.test(subject) || INCIDENT.test(subject);

/** `subject`: the id of an incident, or a day of the timeline as 2026-09-11. Throws AppError REPORT. */
export async function makeAfterAction(
  subject: string,
  timeline: Timeline,
  deps: AfterActionDeps,
): Promise<AfterActionReport> {
  if (DAY.test(subject)) {
    const fromMs = Date.parse(`${subject}T00:00:00Z`) - CITY_UTC_OFFSET_MS;
    if (!Number.isFinite(fromMs)) throw new AppError('REPORT', `There is no day ${subject}.`);
    const span = { fromMs, toMs: fromMs + DAY_MS };
    return build(await replayIncidents(deps.store, timeline, span), span, timeline, deps);
  }
  if (!INCIDENT.test(subject)) {
    throw new AppError('REPORT', `"${subject}" is neither the id of an incident nor a day such as 2026-09-11.`);
  }
  const { rows } = await deps.store.query<{ raised_ms: number }>(
    `SELECT (extract(epoch FROM raised_at) * 1000)::float8 AS raised_ms FROM alarms WHERE id = $1 AND timeline = $2`,
    [subject, timeline.id],
  );
  const [row] = rows;
  if (!row) throw new AppError('REPORT', `There is no incident ${subject} in the timeline ${timeline.id}.`);
  const around = { fromMs: row.raised_ms - AROUND_MS, toMs: row.raised_ms + AROUND_MS };
  const incidents = await replayIncidents(deps.store, timeline, around);
  const own = incidents.filter(({ alarms }) => alarms.includes(subject));
  const ends = own.flatMap(({ hops }) => Object.values(hops).flatMap((at) => at ?? []));
  const span = { fromMs: row.raised_ms, toMs: Math.max(row.raised_ms, ...ends.map((at) => timelineOf(timeline, at))) };
  return build(own, span, timeline, deps);
}

/** A moment of the wall on the timeline's clock. */
const timelineOf = ({ clock, anchorWallMs, anchorTimelineMs, pace }: Timeline, wallMs: number): number =>
  clock === 'wall' ? anchorTimelineMs + (wallMs - anchorWallMs) * pace : wallMs;

async function build(
  incidents: readonly Incident[],
  { fromMs, toMs }: ReplaySpan,
  timeline: Timeline,
  deps: AfterActionDeps,
): Promise<AfterActionReport> {
  const { id, label, kind, anchorWallMs, anchorTimelineMs } = timeline;
  const pace = timeline.clock === 'wall' ? timeline.pace : 1;
  const places = new Map(deps.assets.map((asset) => [asset.id, asset.name]));
  const all = [...incidents]
    .sort((a, b) => (a.hops.fired ?? 0) - (b.hops.fired ?? 0))
    .map(
      (incident): AfterActionIncident => ({
        incident,
        place: places.get(incident.asset) ?? { zh: incident.asset, en: incident.asset },
        district: districtOf(incident, deps.units),
        hops: hopTimings(incident, deps.sla, pace),
        procedure: stepsFor(procedureOf(deps.domains, incident), incident).map(({ id: step, text }) => ({
          id: step,
          text,
        })),
      }),
    );
  return {
    timeline: { id, label, kind },
    clock:
      timeline.clock === 'wall'
        ? { anchorWallMs, anchorTimelineMs, pace }
        : { anchorWallMs: 0, anchorTimelineMs: 0, pace: 1 },
    ...{ fromMs, toMs, incidents: all },
    hops: hopFigures(all.map(({ hops }) => hops)),
    districts: byDistrict(all),
    people: await namesOf(deps.store),
  };
}

function byDistrict(all: readonly AfterActionIncident[]): AfterActionReport['districts'] {
  const groups = Map.groupBy(all, ({ district }) => district?.en ?? '');
  const lateOf = (list: readonly AfterActionIncident[]) => list.filter((one) => lateHops(one).length > 0).length;
  return [...groups.values()]
    .map((list) => ({
      ...{ district: list[0]?.district ?? null, incidents: list.length, late: lateOf(list) },
      hops: hopFigures(list.map(({ hops }) => hops)),
    }))
    .sort((a, b) => b.late - a.late || b.incidents - a.incidents);
}

function districtOf(place: Pick<Incident, 'lonDeg' | 'latDeg'>, units: readonly Unit[]): Bilingual | null {
  const [first] = units;
  if (!first) return null;
  const nearest = units.reduce((a, b) => (distanceM(place, b) < distanceM(place, a) ? b : a), first);
  return { zh: nearest.nameZh, en: nearest.nameEn };
}

/** Names of jobs, not of persons. */
async function namesOf(store: Queryable): Promise<Readonly<Record<string, Bilingual>>> {
  const { rows } = await store.query<{ id: string; name: Bilingual }>('SELECT id, name FROM accounts');
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
