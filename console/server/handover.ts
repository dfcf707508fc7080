/** The report of a shift, from the log's fold and the store: what is open, shelved, noted and changed. */
import type { Handover } from '@chengyun/contracts';
import { latestAssessment } from '@chengyun/platform/store/assessments.ts';
import { countRaised, readFactsSince } from '@chengyun/platform/store/past-cases.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { TimelineState } from './timeline-state.ts';

const FACTS_MAX = 5000;

/** `hours` of the timeline before its newest tick. Facts are stamped by the wall clock: the pace says how far back that is. */
export async function makeHandover(
  store: Store,
  state: TimelineState,
  hours: number,
  wallMs: number,
): Promise<Handover> {
  const { id: timeline, nowMs: toMs, pace } = state.view();
  const spanMs = hours * 3_600_000;
  const fromMs = toMs - spanMs;
  const sinceWallMs = wallMs - (pace > 0 ? spanMs / pace : spanMs);
  const facts = await readFactsSince(store, timeline, sinceWallMs, FACTS_MAX);
  const alarms = state.alarms();
  const incidents = state.incidents();
  return {
    ...{ timeline, fromMs, toMs },
    open: incidents.filter(({ state: at, mergedInto }) => at !== 'closed' && mergedInto === null),
    shelved: alarms.filter((alarm) => alarm.state === 'shelved'),
    quiet: alarms.filter((alarm) => alarm.state === 'suppressed' || alarm.state === 'out-of-service'),
    notes: facts.flatMap(({ body, actor, tlAt, rxAt }) =>
      body.kind === 'note' ? [{ at: tlAt ?? rxAt, by: actor, text: body.text, alarm: body.alarm }] : [],
    ),
    rules: facts.flatMap(({ body, actor, rxAt }) =>
      body.kind === 'rule'
        ? [{ at: rxAt, by: actor, rule: body.rule, version: body.version, step: body.step, note: body.note ?? '' }]
        : [],
    ),
    service: facts.filter(({ body }) => ['maintenance', 'out-of-service', 'return-to-service'].includes(body.kind)),
    raised: await countRaised(store, timeline, fromMs, toMs + 1),
    closed: incidents.filter(({ hops, mergedInto }) => mergedInto === null && (hops.closed ?? 0) >= sinceWallMs).length,
    figures: await latestAssessment(store, timeline, 'alarm-figures'),
    response: await latestAssessment(store, timeline, 'response'),
  };
}
