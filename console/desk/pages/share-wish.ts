/** What the form of a data share asks for: days of the city into moments, and the first thing that is missing. Pure. */
import { SHARE_DAYS_MAX, type ShareWish } from '../../state/data-share.ts';
import { dayStartMs } from '../../state/format.ts';

export interface ShareDraft {
  readonly department: string;
  readonly purpose: string;
  readonly metrics: readonly string[];
  /** Empty: the whole city. */
  readonly districts: readonly string[];
  /** Days, `2026-08-19`. */
  readonly from: string;
  readonly to: string;
  readonly until: string;
}

export type ShareFault = 'department' | 'purpose' | 'metrics' | 'days' | 'until';

const DEPARTMENT_LETTERS_MIN = 2;
const PURPOSE_LETTERS_MIN = 8;
const DAY_MS = 24 * 3_600_000;

export function shareFault(draft: ShareDraft, nowMs: number): ShareFault | null {
  if (draft.department.trim().length < DEPARTMENT_LETTERS_MIN) return 'department';
  if (draft.purpose.trim().length < PURPOSE_LETTERS_MIN) return 'purpose';
  if (draft.metrics.length === 0) return 'metrics';
  const { fromMs, toMs, expiresMs } = shareWish(draft);
  if (!(toMs > fromMs)) return 'days';
  return expiresMs > nowMs && expiresMs <= nowMs + SHARE_DAYS_MAX * DAY_MS ? null : 'until';
}

/** Both the last day of the readings and the last day of the token are whole days. */
export function shareWish({ department, purpose, metrics, districts, from, to, until }: ShareDraft): ShareWish {
  return {
    department: department.trim(),
    purpose: purpose.trim(),
    metrics,
    districts: districts.length === 0 ? null : districts,
    fromMs: dayStartMs(from),
    toMs: dayStartMs(to) + DAY_MS,
    expiresMs: dayStartMs(until) + DAY_MS,
  };
}
