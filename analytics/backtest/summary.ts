/** What is kept of a back-test beside a rule's version: its figures, and the sentence that goes into the log. */
import type { BackTest, SetResult } from './back-test.ts';

const CHANGES_KEPT = 20;
const percent = (share: number | null) => (share === null ? 'nothing to judge' : `${(share * 100).toFixed(1)} %`);

/** Shanghai time to the second. */
export const cityTime = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

export function summaryOf({ tested, against, diff, score, ...test }: BackTest) {
  const { timeline, fromMs, toMs, observations, scoredBy } = test;
  const { leads: _leads, ...scored } = score ?? { leads: [] };
  const figures = (set: SetResult) => {
    const { perWindow: _perWindow, ...load } = set.load;
    return { rules: set.rules, fires: set.fires, load };
  };
  const before = against ? `${against.fires} to ` : '';
  const rates = score ? `, POD ${percent(score.pod)}, FAR ${percent(score.far)} by ${scoredBy}` : '';
  const changed = diff ? `, ${diff.added} added, ${diff.gone} gone` : '';
  return {
    ...{ timeline, fromMs, toMs, observations, scoredBy },
    sentence: `${timeline} ${cityTime(fromMs)} to ${cityTime(toMs)}: ${before}${tested.fires} fires${changed}${rates}`,
    tested: figures(tested),
    against: against ? figures(against) : null,
    diff: diff ? { ...diff, changes: diff.changes.slice(0, CHANGES_KEPT) } : null,
    score: score ? scored : null,
  };
}
