/** What the loop owes to its city, from the incidents as they are folded anew from the log. */
import { HOPS, type Incident } from '@chengyun/contracts';
import { type Mark, percentile } from '../set-score.ts';

export interface LoopRun {
  readonly hazards: number;
  readonly incidents: readonly Incident[];
  readonly silent: string;
  /** Seconds of the exercise in one of the wall. */
  readonly pace: number;
  /** How long a task of a red incident may wait for its acceptance. */
  readonly acceptLimitS: number;
  /** Facts that were stated and are not in the log, or are there twice. */
  readonly lostFacts: number;
}

export const LOOP_MARKS: Readonly<Record<string, Mark>> = {
  incidents_share: { atLeast: 1 },
  complete_hop_lists_share: { atLeast: 1 },
  closed_share: { atLeast: 1 },
  accepted_within_60s_share: { atLeast: 0.95 },
  silent_escalated_share: { atLeast: 1 },
  silent_escalated_after_limit_s_max: { atMost: 5 },
  facts_lost: { atMost: 0 },
};

const ACCEPT_GOAL_S = 60;

/** Times in seconds of the exercise. */
export function scoreLoop({ hazards, incidents, silent, pace, acceptLimitS, lostFacts }: LoopRun) {
  const seconds = (fromMs: number, toMs: number) => ((toMs - fromMs) * pace) / 1000;
  const share = (count: number, of: number) => (of === 0 ? 0 : Math.round((count / of) * 1000) / 1000);
  const complete = incidents.filter(({ hops }) => HOPS.every((hop) => hops[hop] !== null));
  const accepts = incidents.flatMap(({ hops: { dispatched, accepted } }) =>
    dispatched === null || accepted === null ? [] : [seconds(dispatched, accepted)],
  );
  const silentTasks = incidents.flatMap(({ tasks, escalations }) =>
    tasks
      .filter(({ officer }) => officer === silent)
      .map(({ id, times }) => {
        const passedOn = escalations.find(({ hop, task }) => hop === 'accepted' && task === id);
        return passedOn && times.sent !== undefined ? seconds(times.sent, passedOn.at) - acceptLimitS : null;
      }),
  );
  const late = silentTasks.flatMap((s) => s ?? []);
  const round = (value: number | null) => Math.round((value ?? 0) * 10) / 10;
  return {
    hazards,
    incidents: incidents.length,
    incidents_share: share(incidents.length, hazards),
    complete_hop_lists_share: share(complete.length, hazards),
    closed_share: share(incidents.filter(({ state }) => state === 'closed').length, hazards),
    accepted_within_60s_share: share(accepts.filter((s) => s <= ACCEPT_GOAL_S).length, hazards),
    accepted_s_p50: round(percentile(accepts, 0.5)),
    accepted_s_p95: round(percentile(accepts, 0.95)),
    silent_tasks: silentTasks.length,
    // Without a task for the silent one nothing was shown about it.
    silent_escalated_share: share(late.length, silentTasks.length),
    silent_escalated_after_limit_s_max: round(late.length === 0 ? null : Math.max(...late)),
    facts_lost: lostFacts,
    pace,
  };
}
