import { ALARM_STATES, HOPS, INCIDENT_STATES, LEVELS } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { expect, test } from 'vitest';
import { DESK_KEYS } from '../keymap.ts';
import { en } from './en.ts';
import { isWordKey, LANGUAGES, pick, word } from './words.ts';
import { zh } from './zh.ts';

test('both languages have the same keys and the same parameters, and no empty text', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  const parameters = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  for (const key of Object.keys(zh).filter(isWordKey)) {
    expect(en[key].trim()).not.toBe('');
    expect(zh[key].trim()).not.toBe('');
    expect(parameters(en[key]), key).toEqual(parameters(zh[key]));
  }
});

test('every state, level and hop has its word', () => {
  const keys = [
    ...ALARM_STATES.map((state) => `alarm.${state}`),
    ...INCIDENT_STATES.map((state) => `incident.${state}`),
    ...LEVELS.map((level) => `level.${level}`),
    ...HOPS.map((hop) => `hop.${hop}`),
  ];
  for (const key of keys) expect(isWordKey(key), key).toBe(true);
});

test('every domain of the city has its word and its key', () => {
  const subjects: readonly string[] = DESK_KEYS.flatMap((key) => (key.verb === 'domain' ? [key.subject] : []));
  for (const { id } of DOMAINS) {
    expect(isWordKey(`domain.${id}`), id).toBe(true);
    expect(subjects, id).toContain(id);
  }
});

test('parameters are filled and an empty text falls back to the other language', () => {
  expect(word('en', 'list.shelved', { n: 3 })).toBe('3 shelved');
  expect(word('zh', 'list.shelved')).toBe('搁置 {n}');
  for (const language of LANGUAGES) expect(pick(language, { zh: '闸', en: '' })).toBe('闸');
});
