/** The language of a surface. The wall shows both; desk and field toggle without a reload. */
import type { Bilingual } from '@chengyun/contracts';
import { signal } from '@preact/signals';
import { isWordKey, type Language, pick, type WordKey, type WordParameters, word } from '../state/words/words.ts';

export const language = signal<Language>('zh');

export function setLanguage(next: Language): void {
  language.value = next;
  document.documentElement.lang = next === 'zh' ? 'zh-Hans' : 'en';
  localStorage.setItem('chengyun.language', next);
}

/** What was chosen last, else what the browser speaks. */
export function restoreLanguage(): void {
  const kept = localStorage.getItem('chengyun.language');
  setLanguage(kept === 'zh' || kept === 'en' ? kept : navigator.language.startsWith('zh') ? 'zh' : 'en');
}

/** A word in the chosen language; a component that calls it is drawn again when the language changes. */
export const say = (key: WordKey, parameters?: WordParameters): string => word(language.value, key, parameters);

/** The same word in the language that was not chosen, for second lines. */
export const sayOther = (key: WordKey): string => word(language.value === 'zh' ? 'en' : 'zh', key);

export const sayText = (text: Bilingual): string => pick(language.value, text);

/** Several things in one sentence, as the language lists them. */
export const sayList = (things: readonly string[]): string =>
  new Intl.ListFormat(language.value === 'zh' ? 'zh-Hans' : 'en', { type: 'conjunction' }).format(things);

/** Both languages of a key, for the wall. */
export const both = (key: WordKey, parameters?: WordParameters): Bilingual => ({
  zh: word('zh', key, parameters),
  en: word('en', key, parameters),
});

/** A domain's name; its id where the catalogue does not know it yet, as with a city's own domain. */
export const sayDomain = (id: string): Bilingual => sayId('domain', id);

/** A vertical datum's name, empty for an asset without one. */
export const sayDatum = (id: string | undefined): Bilingual => (id ? sayId('datum', id) : { zh: '', en: '' });

function sayId(group: 'domain' | 'datum', id: string): Bilingual {
  const key = `${group}.${id}`;
  return isWordKey(key) ? both(key) : { zh: id, en: id };
}
