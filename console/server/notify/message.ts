/** A notice in words, both languages, for channels that carry text. */
import { LEVEL_FACTS } from '@chengyun/contracts';
import type { Notice } from './notifier.ts';

const PREFIX = { live: '', exercise: '【演练 EXERCISE】', replay: '【回放 REPLAY】' } as const;

export function subjectOf({ level, title, kind }: Notice): string {
  const { numeral, zh } = LEVEL_FACTS[level];
  return `${PREFIX[kind]}${numeral} ${zh} · ${title.zh}`;
}

/** Lines: what, what to do, the same in English, where to answer. */
export function linesOf(notice: Notice, link: string): readonly string[] {
  const { title, instruction } = notice;
  return [subjectOf(notice), instruction.zh, `${title.en}: ${instruction.en}`, ...(link === '' ? [] : [link])];
}
