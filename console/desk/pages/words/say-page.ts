/** What a page says: words of the pages, and every word of the desk. */
import type { WordParameters } from '../../../state/words/words.ts';
import { language } from '../../../ui/say.ts';
import { type DeskWordKey, isDeskWordKey, sayDesk } from '../../words/say-desk.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type PageWordKey = keyof typeof zh | DeskWordKey;

const CATALOGUES: Readonly<Record<'zh' | 'en', Readonly<Record<keyof typeof zh, string>>>> = { zh, en };

export function sayPage(key: PageWordKey, parameters: WordParameters = {}): string {
  if (isDeskWordKey(key)) return sayDesk(key, parameters);
  return CATALOGUES[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in parameters ? String(parameters[name]) : whole,
  );
}

export const isPageWordKey = (key: string): key is PageWordKey => key in zh || isDeskWordKey(key);
