/** Whether a device works with what it was told last, in words. */
import type { ConfigAnswer } from '@chengyun/contracts';
import { sayPage } from './words/say-page.ts';

export interface ToldVersion {
  readonly stored: { readonly config: { readonly version: number } } | null;
  readonly answer: ConfigAnswer | null;
}

/** @param never what there is to say of a device that was never told anything */
export function verdictOf(room: 'zones' | 'settings', told: ToldVersion | null, never: string): string {
  const wanted = told?.stored?.config.version;
  if (wanted === undefined) return never;
  const answer = told?.answer;
  if (!answer || answer.version < wanted) return sayPage(`${room}.pending`, { version: wanted });
  return answer.isApplied
    ? sayPage(`${room}.applied`, { version: answer.version })
    : sayPage(`${room}.refused`, { version: answer.version, why: answer.reason ?? '' });
}
