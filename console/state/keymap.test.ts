import { expect, test } from 'vitest';
import { DESK_KEYS, DESK_MODES, type DeskKey, deskKeyFromEvent, keyLabel } from './keymap.ts';

test('no key means two things in one mode', () => {
  const seen = new Set<string>();
  for (const entry of DESK_KEYS as readonly DeskKey[]) {
    for (const key of entry.keys) {
      const chord = `${entry.mode} ${entry.ctrl ? 'ctrl+' : ''}${key}`;
      expect(seen.has(chord), chord).toBe(false);
      seen.add(chord);
    }
  }
});

test('acknowledge is one key; dispatch and shelving are two', () => {
  expect(deskKeyFromEvent({ key: 'a' }, 'list')?.verb).toBe('ack');
  const dispatch = deskKeyFromEvent({ key: 'D' }, 'list');
  expect(dispatch?.enters).toBe('dispatch');
  expect(deskKeyFromEvent({ key: 'Enter' }, 'dispatch')?.verb).toBe('dispatch-suggested');
  expect(deskKeyFromEvent({ key: 's' }, 'list')?.enters).toBe('shelve');
  expect(deskKeyFromEvent({ key: '2' }, 'shelve')?.argument).toBe(60);
});

test('browser shortcuts and typing are left alone', () => {
  expect(deskKeyFromEvent({ key: 'a', ctrlKey: true }, 'list')).toBeNull();
  expect(deskKeyFromEvent({ key: 'r', altKey: true }, 'list')).toBeNull();
  expect(deskKeyFromEvent({ key: 'a' }, 'text')).toBeNull();
  expect(deskKeyFromEvent({ key: 'k', metaKey: true }, 'list')?.verb).toBe('palette');
});

test('every mode but the list can be left with Escape', () => {
  for (const mode of DESK_MODES.filter((name) => name !== 'list')) {
    expect(deskKeyFromEvent({ key: 'Escape' }, mode)?.enters).toBe('list');
  }
  expect(keyLabel(DESK_KEYS.find((entry) => entry.verb === 'palette')!)).toBe('Ctrl K');
});
