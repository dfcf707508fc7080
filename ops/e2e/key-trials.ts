/**
 * What each key of the desk must show, by mode and key: `acceptance-keys.test.ts` walks the keymap and fails on a key
 * that has no trial. A trial brings the desk to where the key means something, by keys too, and leads it back.
 */

import type { DeskMode } from '@chengyun/console/state/keymap.ts';
import { type WordKey, word } from '@chengyun/console/state/words/words.ts';
import type { FactBody } from '@chengyun/contracts';
import type { Page } from 'playwright-core';
import type { Shown } from './shown-after.ts';

/** Which row must be chosen before: an alarm that nobody has touched, or neighbours behind one row. */
type Row = 'fresh' | 'group';

export interface KeyTrial {
  readonly row?: Row;
  readonly prepare?: (desk: Page) => Promise<unknown>;
  /** `prepare` has entered the mode already. */
  readonly isEntered?: true;
  /** Where a verb needs its key more than once. */
  readonly times?: number;
  readonly shows: Shown;
  /** Facts of the trial, in order; each is a row of the audit. */
  readonly facts?: readonly FactBody['kind'][];
  readonly restore?: (desk: Page) => Promise<unknown>;
}

/** The key that leads from the list into a mode. */
export const ENTRY: Readonly<Record<DeskMode, readonly string[]>> = {
  list: [],
  shelve: ['s'],
  dispatch: ['d'],
  go: ['g'],
  text: ['/'],
  palette: ['Control+k'],
};

export const CHOSEN = '.desk-row[data-chosen="true"]';
const LIVE = 'main.desk[data-kind="live"][data-link="live"]';
const chosenIs = (state: string): Shown => ({ there: `${CHOSEN}[data-state="${state}"]` });
const says = (there: string, key: WordKey): Shown => ({ there, says: word('en', key) });
const firstAct = (key: WordKey): Shown => says('.action-bar li:first-child button', key);

const press =
  (...keys: string[]) =>
  async (desk: Page) => {
    for (const key of keys) await desk.keyboard.press(key);
  };
const back = press('Escape');
const backToLive = async (desk: Page) => {
  await desk.keyboard.press('l');
  await desk.waitForSelector('.scrubber', { state: 'detached' });
  await desk.waitForSelector(LIVE);
};

/** Twenty minutes back and standing still, so that a step is seen in the moment that is shown. */
async function travel(desk: Page): Promise<void> {
  for (const key of ['{', '{']) {
    await desk.keyboard.press(key);
    await desk.waitForSelector('.scrubber[data-replay="true"]');
  }
  await desk.keyboard.press('p');
  await desk.waitForSelector(`.scrubber button:text-is("${word('en', 'travel.play')}")`);
}

const step: KeyTrial = { prepare: travel, shows: { changed: '.scrubber-moment' }, restore: backToLive };
const onPage = (page: string): KeyTrial => ({ shows: { there: `.page[data-page="${page}"]` }, restore: back });
const level = (key: WordKey): KeyTrial => ({ shows: says('.desk-narrowed', key), restore: press('4') });
const shelved: KeyTrial = { row: 'fresh', shows: chosenIs('shelved'), facts: ['shelve'] };
const chosenMoves = (...before: string[]): KeyTrial => ({
  prepare: press(...before),
  shows: { changed: CHOSEN, attribute: 'data-alert-id' },
});
const secondTeam: KeyTrial = { shows: { there: '.dispatch li:nth-child(2)[data-at="true"]' }, restore: back };
const firstTeam: KeyTrial = {
  prepare: press('d', 'j'),
  isEntered: true,
  shows: { there: '.dispatch li:first-child[data-at="true"]' },
  restore: back,
};

export const TRIALS: Readonly<Record<string, KeyTrial>> = {
  'list a': { row: 'fresh', shows: chosenIs('active-acknowledged'), facts: ['ack'] },
  'list d': { row: 'fresh', shows: { there: '.dispatch[data-choosing="true"]' }, restore: back },
  'dispatch enter': { row: 'fresh', shows: says(`${CHOSEN} .desk-owner`, 'incident.dispatched'), facts: ['dispatch'] },
  'list s': { row: 'fresh', shows: firstAct('verb.shelve15'), restore: back },
  'shelve 1': shelved,
  'shelve 2': shelved,
  'shelve 3': shelved,
  // The list of the shelved, its first one, and after it the open ones again.
  'list u': {
    prepare: press('t', 't', 'j'),
    shows: chosenIs('active-unacknowledged'),
    facts: ['unshelve'],
    restore: press('t', 't'),
  },
  // A red is asked about once more.
  'list r': { row: 'fresh', times: 2, shows: says(`${CHOSEN} .desk-owner`, 'incident.resolved'), facts: ['resolve'] },
  'list n': { row: 'fresh', shows: { there: '.note-field:focus' }, restore: back },
  'text enter': {
    row: 'fresh',
    isEntered: true,
    prepare: async (desk) => {
      await desk.keyboard.press('n');
      await desk.waitForSelector('.note-field:focus');
      await desk.keyboard.type('Crew is on its way.');
    },
    shows: { there: '.note-list li', says: 'Crew is on its way.' },
    facts: ['note'],
  },
  'list c': { shows: { there: '.action-bar input:focus' }, restore: back },
  'list z': {
    row: 'fresh',
    prepare: async (desk) => {
      await desk.keyboard.press('a');
      await desk.waitForSelector(`${CHOSEN}[data-state="active-acknowledged"]`);
      // What is shown at once is only stated when the server has taken it.
      await desk.waitForSelector(`.message:has-text("${word('en', 'alarm.active-acknowledged')}")`);
    },
    shows: chosenIs('active-unacknowledged'),
    facts: ['ack', 'undo'],
  },
  'list j': chosenMoves('k', 'k'),
  'list arrowdown': chosenMoves('k', 'k'),
  'list k': chosenMoves('j', 'j'),
  'list arrowup': chosenMoves('j', 'j'),
  'list home': chosenMoves('j', 'j'),
  'dispatch j': secondTeam,
  'dispatch arrowdown': secondTeam,
  'dispatch k': firstTeam,
  'dispatch arrowup': firstTeam,
  'list arrowright': {
    row: 'group',
    shows: { there: `${CHOSEN} > button[aria-expanded="true"]` },
    restore: press('ArrowLeft'),
  },
  'list arrowleft': {
    row: 'group',
    prepare: press('ArrowRight'),
    shows: { there: `${CHOSEN} > button[aria-expanded="false"]` },
  },
  'list t': {
    shows: { there: '[role="tab"]:nth-child(2)[aria-selected="true"]' },
    restore: press('t', 't', 't'),
  },
  'list enter': { row: 'fresh', prepare: press('g', 'r'), shows: { gone: '.page' } },
  'list e': { row: 'fresh', shows: says('.message', 'desk.noEvidence') },
  'list v': { shows: { changed: '.layer-legend' } },
  'list m': { shows: { there: '.top-view' }, restore: press('m') },
  'list [': { shows: { there: '.scrubber[data-replay="true"]' }, restore: backToLive },
  'list {': { shows: { there: '.scrubber[data-replay="true"]' }, restore: backToLive },
  'list ]': step,
  'list }': step,
  'list p': {
    prepare: async (desk) => {
      await desk.keyboard.press('{');
      await desk.waitForSelector('.scrubber[data-replay="true"]');
    },
    shows: says('.scrubber button', 'travel.play'),
    restore: backToLive,
  },
  'list l': { prepare: travel, shows: { gone: '.scrubber' }, restore: (desk) => desk.waitForSelector(LIVE) },
  'list y': { shows: { there: '.scrubber' }, restore: press('y') },
  'list 1': level('verb.level1'),
  'list 2': level('verb.level2'),
  'list 3': level('verb.level3'),
  'list 4': { prepare: press('2'), shows: { gone: '.desk-narrowed' } },
  'list /': { shows: { there: '.search input:focus' }, restore: back },
  'list k ctrl': { shows: { there: '.palette input:focus' }, restore: back },
  'list g': { shows: firstAct('verb.goFlood'), restore: back },
  'go w': { shows: says('.desk-narrowed', 'domain.flood'), restore: press('g', 'a') },
  'go t': { shows: says('.desk-narrowed', 'domain.traffic'), restore: press('g', 'a') },
  'go f': { shows: says('.desk-narrowed', 'domain.safety'), restore: press('g', 'a') },
  'go a': { prepare: press('g', 'w'), shows: { gone: '.desk-narrowed' } },
  'go m': { prepare: press('g', 'r'), shows: { gone: '.page' } },
  'go s': onPage('station'),
  'go i': onPage('alarms'),
  'go r': onPage('rules'),
  'go c': onPage('catalogue'),
  'go d': onPage('devices'),
  'go h': onPage('handover'),
  'go e': onPage('report'),
  'go z': onPage('zones'),
  'go p': onPage('citizens'),
  'go x': onPage('shares'),
  'list ?': { shows: { there: '.help-sheet' }, restore: back },
  'list escape': { prepare: press('?'), shows: { gone: '.help-sheet' } },
  'shelve escape': { shows: firstAct('verb.ack') },
  'dispatch escape': { shows: { gone: '.dispatch[data-choosing="true"]' } },
  'go escape': { shows: firstAct('verb.ack') },
  'text escape': { shows: { gone: '.search' } },
  'palette arrowdown': { shows: { there: '#hit-1[aria-selected="true"]' }, restore: back },
  'palette arrowup': {
    prepare: press('Control+k', 'ArrowDown'),
    isEntered: true,
    shows: { there: '#hit-0[aria-selected="true"]' },
    restore: back,
  },
  'palette enter': { shows: { gone: '.palette' } },
  'palette escape': { shows: { gone: '.palette' } },
};
