/**
 * The desk's keys as data: the desk listens by it, the help sheet prints it and the test of two keystrokes walks it.
 * A key belongs to a mode; modes are entered by a verb (S → shelve, D → dispatch, G → go, N or / → text, Ctrl+K →
 * palette).
 */
import type { WordKey } from './words/words.ts';

export const DESK_MODES = ['list', 'shelve', 'dispatch', 'go', 'text', 'palette'] as const;
export type DeskMode = (typeof DESK_MODES)[number];

export interface DeskKey {
  readonly verb: string;
  readonly mode: DeskMode;
  /** `KeyboardEvent.key` in lower case; any of them. */
  readonly keys: readonly string[];
  readonly ctrl?: true;
  /** Mode after the key; unchanged when left out. */
  readonly enters?: DeskMode;
  /** Shelving time or level filter that goes with the key. */
  readonly argument?: number;
  /** Page or domain that goes with the key. */
  readonly subject?: string;
  readonly word: WordKey;
  readonly group: 'act' | 'move' | 'find' | 'go' | 'time';
}

export const DESK_KEYS = [
  { verb: 'ack', mode: 'list', keys: ['a'], word: 'verb.ack', group: 'act' },
  { verb: 'dispatch', mode: 'list', keys: ['d'], enters: 'dispatch', word: 'verb.dispatch', group: 'act' },
  {
    verb: 'dispatch-suggested',
    mode: 'dispatch',
    keys: ['enter'],
    enters: 'list',
    word: 'verb.dispatchSuggested',
    group: 'act',
  },
  { verb: 'shelve', mode: 'list', keys: ['s'], enters: 'shelve', word: 'verb.shelve', group: 'act' },
  {
    verb: 'shelve-for',
    mode: 'shelve',
    keys: ['1'],
    enters: 'list',
    argument: 15,
    word: 'verb.shelve15',
    group: 'act',
  },
  {
    verb: 'shelve-for',
    mode: 'shelve',
    keys: ['2'],
    enters: 'list',
    argument: 60,
    word: 'verb.shelve60',
    group: 'act',
  },
  {
    verb: 'shelve-for',
    mode: 'shelve',
    keys: ['3'],
    enters: 'list',
    argument: 240,
    word: 'verb.shelve240',
    group: 'act',
  },
  { verb: 'unshelve', mode: 'list', keys: ['u'], word: 'verb.unshelve', group: 'act' },
  { verb: 'resolve', mode: 'list', keys: ['r'], word: 'verb.resolve', group: 'act' },
  { verb: 'note', mode: 'list', keys: ['n'], enters: 'text', word: 'verb.note', group: 'act' },
  { verb: 'response', mode: 'list', keys: ['c'], word: 'verb.response', group: 'act' },
  { verb: 'undo', mode: 'list', keys: ['z'], word: 'verb.undo', group: 'act' },
  { verb: 'next', mode: 'list', keys: ['j', 'arrowdown'], word: 'verb.next', group: 'move' },
  { verb: 'previous', mode: 'list', keys: ['k', 'arrowup'], word: 'verb.previous', group: 'move' },
  { verb: 'first', mode: 'list', keys: ['home'], word: 'verb.first', group: 'move' },
  { verb: 'next', mode: 'dispatch', keys: ['j', 'arrowdown'], word: 'verb.nextOfficer', group: 'move' },
  { verb: 'previous', mode: 'dispatch', keys: ['k', 'arrowup'], word: 'verb.previousOfficer', group: 'move' },
  { verb: 'expand', mode: 'list', keys: ['arrowright'], word: 'verb.expand', group: 'move' },
  { verb: 'collapse', mode: 'list', keys: ['arrowleft'], word: 'verb.collapse', group: 'move' },
  { verb: 'tab', mode: 'list', keys: ['t'], word: 'verb.tab', group: 'move' },
  { verb: 'open', mode: 'list', keys: ['enter'], word: 'verb.open', group: 'move' },
  { verb: 'evidence', mode: 'list', keys: ['e'], word: 'verb.evidence', group: 'move' },
  { verb: 'map', mode: 'list', keys: ['m'], word: 'verb.map', group: 'move' },
  { verb: 'layers', mode: 'list', keys: ['v'], word: 'verb.layers', group: 'move' },
  { verb: 'travel', mode: 'list', keys: ['['], argument: -1, word: 'verb.back1', group: 'time' },
  { verb: 'travel', mode: 'list', keys: [']'], argument: 1, word: 'verb.ahead1', group: 'time' },
  { verb: 'travel', mode: 'list', keys: ['{'], argument: -10, word: 'verb.back10', group: 'time' },
  { verb: 'travel', mode: 'list', keys: ['}'], argument: 10, word: 'verb.ahead10', group: 'time' },
  { verb: 'pause', mode: 'list', keys: ['p'], word: 'verb.pause', group: 'time' },
  { verb: 'to-live', mode: 'list', keys: ['l'], word: 'travel.back', group: 'time' },
  { verb: 'scrubber', mode: 'list', keys: ['y'], word: 'travel.scrubber', group: 'time' },
  { verb: 'level', mode: 'list', keys: ['1'], argument: 1, word: 'verb.level1', group: 'find' },
  { verb: 'level', mode: 'list', keys: ['2'], argument: 2, word: 'verb.level2', group: 'find' },
  { verb: 'level', mode: 'list', keys: ['3'], argument: 3, word: 'verb.level3', group: 'find' },
  { verb: 'level', mode: 'list', keys: ['4'], argument: 4, word: 'verb.level4', group: 'find' },
  { verb: 'search', mode: 'list', keys: ['/'], enters: 'text', word: 'verb.search', group: 'find' },
  { verb: 'palette', mode: 'list', keys: ['k'], ctrl: true, enters: 'palette', word: 'verb.palette', group: 'find' },
  { verb: 'go', mode: 'list', keys: ['g'], enters: 'go', word: 'verb.go', group: 'go' },
  ...domainKey('w', 'flood', 'verb.goFlood'),
  ...domainKey('t', 'traffic', 'verb.goTraffic'),
  ...domainKey('f', 'safety', 'verb.goSafety'),
  ...domainKey('a', '', 'verb.goAll'),
  ...pageKey('m', 'map', 'verb.goMap'),
  ...pageKey('s', 'station', 'verb.goStation'),
  ...pageKey('i', 'alarms', 'verb.goAlarms'),
  ...pageKey('r', 'rules', 'verb.goRules'),
  ...pageKey('c', 'catalogue', 'verb.goCatalogue'),
  ...pageKey('d', 'devices', 'verb.goDevices'),
  ...pageKey('z', 'zones', 'verb.goZones'),
  ...pageKey('h', 'handover', 'verb.goHandover'),
  ...pageKey('e', 'report', 'verb.goReport'),
  ...pageKey('p', 'citizens', 'verb.goCitizens'),
  ...pageKey('x', 'shares', 'verb.goShares'),
  { verb: 'help', mode: 'list', keys: ['?'], word: 'verb.help', group: 'find' },
  { verb: 'back', mode: 'list', keys: ['escape'], word: 'verb.back', group: 'move' },
  { verb: 'back', mode: 'shelve', keys: ['escape'], enters: 'list', word: 'verb.back', group: 'move' },
  { verb: 'back', mode: 'dispatch', keys: ['escape'], enters: 'list', word: 'verb.back', group: 'move' },
  { verb: 'back', mode: 'go', keys: ['escape'], enters: 'list', word: 'verb.back', group: 'go' },
  { verb: 'back', mode: 'text', keys: ['escape'], enters: 'list', word: 'verb.back', group: 'move' },
  { verb: 'commit', mode: 'text', keys: ['enter'], enters: 'list', word: 'verb.commit', group: 'act' },
  { verb: 'next', mode: 'palette', keys: ['arrowdown'], word: 'verb.nextHit', group: 'find' },
  { verb: 'previous', mode: 'palette', keys: ['arrowup'], word: 'verb.previousHit', group: 'find' },
  { verb: 'commit', mode: 'palette', keys: ['enter'], word: 'verb.commit', group: 'find' },
  { verb: 'back', mode: 'palette', keys: ['escape'], enters: 'list', word: 'verb.back', group: 'find' },
] as const satisfies readonly DeskKey[];

/** What G and a letter narrow the list to; an empty subject shows every domain. */
function domainKey<const K extends string, const S extends string, const W extends WordKey>(
  key: K,
  subject: S,
  word: W,
) {
  return [{ verb: 'domain', mode: 'go', keys: [key], subject, enters: 'list', word, group: 'go' }] as const;
}

function pageKey<const K extends string, const S extends string, const W extends WordKey>(key: K, subject: S, word: W) {
  return [{ verb: 'page', mode: 'go', keys: [key], subject, enters: 'list', word, group: 'go' }] as const;
}

export type DeskVerb = (typeof DESK_KEYS)[number]['verb'];

/** What a pressed key means in a mode; null when nothing. Alt and (except for Ctrl+K) Ctrl and Meta mean nothing. */
export function deskKeyFromEvent(
  event: { readonly key: string; readonly ctrlKey?: boolean; readonly metaKey?: boolean; readonly altKey?: boolean },
  mode: DeskMode,
): (DeskKey & { readonly verb: DeskVerb }) | null {
  if (event.altKey) return null;
  const ctrl = Boolean(event.ctrlKey || event.metaKey);
  const key = event.key.toLowerCase();
  const found = DESK_KEYS.find(
    (candidate: DeskKey) => candidate.mode === mode && Boolean(candidate.ctrl) === ctrl && candidate.keys.includes(key),
  );
  return found ?? null;
}

/** How a key is printed on the help sheet: `A`, `Ctrl K`, `↓`. */
export function keyLabel(entry: DeskKey): string {
  const names: Readonly<Record<string, string>> = {
    arrowdown: '↓',
    arrowup: '↑',
    arrowright: '→',
    arrowleft: '←',
    enter: 'Enter',
    escape: 'Esc',
    home: 'Home',
  };
  const printed = entry.keys.map((key) => names[key] ?? key.toUpperCase()).join(' ');
  return entry.ctrl ? `Ctrl ${printed}` : printed;
}
