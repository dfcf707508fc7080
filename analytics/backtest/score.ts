/**
 * Alarms against what happened, in the words of forecast verification (Jolliffe and Stephenson, Forecast Verification,
 * 2012): probability of detection POD = hits / events, false-alarm ratio FAR = false alarms / alarms. An event is hit
 * when an alarm that answers for it stood at its level between `warnMs` before it began and its end; lead time is from
 * then to its beginning, and not counted beyond `warnMs`. An alarm that answers for some kind of event but for none that
 * happened, with the same allowance and `graceMs` after the end, is false.
 */
import { type Episode, overlaps, reachedAt } from './episodes.ts';
import { answers, type TruthEvent } from './truth.ts';

export interface ScoreLimits {
  readonly warnMs: number;
  readonly graceMs: number;
}

export const SCORE_LIMITS: ScoreLimits = { warnMs: 4 * 3_600_000, graceMs: 1_800_000 };

export interface Lead {
  readonly event: TruthEvent;
  /** Rule that was first; null: missed. */
  readonly rule: string | null;
  /** Negative when it came after the beginning. */
  readonly leadMin: number | null;
}

export interface Score {
  readonly events: number;
  readonly hits: number;
  /** null when there was nothing to find. */
  readonly pod: number | null;
  readonly alarms: number;
  readonly falseAlarms: number;
  /** null when there was no alarm. */
  readonly far: number | null;
  readonly leadMinP10: number | null;
  readonly leadMinP50: number | null;
  readonly leadMinP90: number | null;
  readonly leads: readonly Lead[];
  /** Alarms of rules that answer for no kind of event in the truth: neither right nor false. */
  readonly unjudged: number;
}

const MS_PER_MIN = 60_000;

export function scoreAlarms(
  episodes: readonly Episode[],
  truth: readonly TruthEvent[],
  limits: ScoreLimits = SCORE_LIMITS,
): Score {
  const byAsset = new Map<string, Episode[]>();
  for (const episode of episodes) byAsset.set(episode.asset, [...(byAsset.get(episode.asset) ?? []), episode]);
  const leads = truth.map((event) => leadOf(event, byAsset.get(event.asset) ?? [], limits));
  const hits = leads.filter(({ leadMin }) => leadMin !== null);

  const judged = episodes.filter((episode) => truth.some((event) => answers(episode, event)));
  const falseAlarms = judged.filter((episode) => !truth.some((event) => isAbout(episode, event, limits))).length;
  const minutes = hits.map(({ leadMin }) => leadMin!).sort((a, b) => a - b);
  const quantile = (share: number) => minutes[Math.max(0, Math.ceil(share * minutes.length) - 1)] ?? null;
  return {
    events: truth.length,
    hits: hits.length,
    pod: truth.length > 0 ? hits.length / truth.length : null,
    alarms: judged.length,
    falseAlarms,
    far: judged.length > 0 ? falseAlarms / judged.length : null,
    leadMinP10: quantile(0.1),
    leadMinP50: quantile(0.5),
    leadMinP90: quantile(0.9),
    leads,
    unjudged: episodes.length - judged.length,
  };
}

function leadOf(event: TruthEvent, episodes: readonly Episode[], { warnMs }: ScoreLimits): Lead {
  let best: { readonly at: number; readonly rule: string } | null = null;
  for (const episode of episodes) {
    if (!answers(episode, event) || !overlaps(episode, event.fromMs - warnMs, event.toMs)) continue;
    const at = reachedAt(episode, event.level);
    if (at === null || at > event.toMs || (best !== null && at >= best.at)) continue;
    best = { at, rule: episode.rule };
  }
  if (best === null) return { event, rule: null, leadMin: null };
  return { event, rule: best.rule, leadMin: Math.min(event.fromMs - best.at, warnMs) / MS_PER_MIN };
}

function isAbout(episode: Episode, event: TruthEvent, { warnMs, graceMs }: ScoreLimits): boolean {
  const isSame = episode.asset === event.asset && answers(episode, event);
  return isSame && overlaps(episode, event.fromMs - warnMs, event.toMs + graceMs);
}

/** The alarms of another set as the truth: POD is then the share of them that is still found. */
export function truthFromEpisodes(episodes: readonly Episode[], endMs: number): readonly TruthEvent[] {
  return episodes.map(({ asset, rule, raisedAt, clearedAt }) => ({
    ...{ asset, fromMs: raisedAt, toMs: clearedAt ?? endMs, kind: rule, level: 'blue' as const },
  }));
}
