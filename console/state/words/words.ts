/**
 * Two languages, shown together on the wall and toggled on desk and phone. A catalogue is a plain object; a missing key
 * does not compile. `{name}` in a text is filled from the parameters.
 */
import type { Bilingual } from '@chengyun/contracts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export type WordKey = keyof typeof zh;
export type WordParameters = Readonly<Record<string, string | number>>;

const CATALOGUES: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { zh, en };

/** The text of a key in a language. A parameter that is not given leaves its `{name}` standing, so that it is seen. */
export function word(language: Language, key: WordKey, parameters: WordParameters = {}): string {
  return CATALOGUES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in parameters ? String(parameters[name]) : whole,
  );
}

/** A bilingual text in the asked language, or in the other one when it is empty. */
export function pick(language: Language, text: Bilingual): string {
  return text[language] || text[language === 'zh' ? 'en' : 'zh'];
}

export const isWordKey = (key: string): key is WordKey => key in zh;
