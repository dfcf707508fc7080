/** Words that only the desk says, so that wall and phone need not carry them. Works like the common catalogue. */
import type { WordParameters } from '../../state/words/words.ts';
import { language } from '../../ui/say.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type DeskWordKey = keyof typeof zh;

const CATALOGUES: Readonly<Record<'zh' | 'en', Readonly<Record<DeskWordKey, string>>>> = { zh, en };

export function sayDesk(key: DeskWordKey, parameters: WordParameters = {}): string {
  return CATALOGUES[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in parameters ? String(parameters[name]) : whole,
  );
}

export const isDeskWordKey = (key: string): key is DeskWordKey => key in zh;

/** What was done, by the kind of its fact; the kind itself where it has no word. */
export function sayDone(kind: string): string {
  const key = `did.${kind}`;
  return isDeskWordKey(key) ? sayDesk(key) : kind;
}
