/**
 * Whether a model may drive rules on a series. It may not any more once it is worse than persistence over the rolling
 * span, and may again only when it is clearly better, so that it does not come and go. Until enough truths have arrived
 * the history that was held out of its fit decides.
 */
import type { LeadScore } from '@chengyun/contracts';

export interface Judgement {
  readonly from: 'hold-out' | 'issued';
  readonly leads: readonly LeadScore[];
  readonly skill: number;
  readonly seasonalSkill: number | null;
  readonly skilled: boolean;
}

/** Better than persistence by this share of its error: then a lost skill is back. */
const REGAINED_SKILL = 0.1;

/** Over all leads: 1 - error / error of the reference, at least -1; 0 when both are without error. */
export function skillOf(leads: readonly LeadScore[]): {
  readonly skill: number;
  readonly seasonalSkill: number | null;
} {
  const sum = (pick: (lead: LeadScore) => number) => leads.reduce((total, lead) => total + lead.n * pick(lead), 0);
  const ratio = (error: number, reference: number) =>
    reference > 0 ? Math.max(-1, 1 - error / reference) : error > 0 ? -1 : 0;
  const seasonal = leads.filter(({ seasonalMae }) => seasonalMae !== null);
  const isSeasonal = seasonal.length === leads.length && leads.length > 0;
  return {
    skill: ratio(
      sum(({ mae }) => mae),
      sum(({ persistenceMae }) => persistenceMae),
    ),
    seasonalSkill: isSeasonal
      ? ratio(
          sum(({ mae }) => mae),
          sum(({ seasonalMae }) => seasonalMae ?? 0),
        )
      : null,
  };
}

/** `wasSkilled`: what the last forecast of the series said; null when there was none from this version. */
export function judge(
  issued: { readonly leads: readonly LeadScore[]; readonly truths: number },
  heldOut: readonly LeadScore[],
  wasSkilled: boolean | null,
  truthsMin: number,
): Judgement {
  const isIssued = issued.truths >= truthsMin;
  const leads = isIssued ? issued.leads : heldOut;
  const { skill, seasonalSkill } = skillOf(leads);
  const needed = wasSkilled === false ? REGAINED_SKILL : 0;
  const skilled = leads.length > 0 && (wasSkilled === false ? skill >= needed : skill > needed);
  return { from: isIssued ? 'issued' : 'hold-out', leads, skill, seasonalSkill, skilled };
}
