/** A notice in words, both languages, for channels that carry text. */
import { LEVEL_FACTS } from '@chengyun/contracts';
import type { Notice } from './notifier.ts';

const PREFIX = { live: '', exercise: '【演练 EXERCISE】', replay: '【回放 REPLAY】' } as const;

export function subjectOf({ level, title, kind }: Notice): string {
  const { numeral, zh } = LEVEL_FACTS[level];
  return `${PREFIX[kind]}${numeral} ${zh} · ${title.zh}`;
}

/** What to do, in both languages. */
export const bodyOf = ({ title, instruction }: Notice): string => `${instruction.zh}\n${title.en}: ${instruction.en}`;

/** What the service worker of a phone shows, word by word: console/field/sw.ts. */
export function pushedNotice(notice: Notice) {
  const { task, level } = notice;
  return { task, title: subjectOf(notice), body: bodyOf(notice), isUrgent: level === 'red' };
}

/** Lines: what, what to do, the same in English, where to answer. */
export function linesOf(notice: Notice, link: string): readonly string[] {
  return [subjectOf(notice), ...bodyOf(notice).split('\n'), ...(link === '' ? [] : [link])];
}
