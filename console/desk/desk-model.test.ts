import type { AlarmView, Asset } from '@chengyun/contracts';
import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { fixtureAlarms, fixtureAssets } from '../ui/harness/fixture-alarms.ts';
import { createDeskModel } from './desk-model.ts';

function desk() {
  const alarms = signal<ReadonlyMap<string, AlarmView>>(new Map(fixtureAlarms(1e9).map((a) => [a.id, a])));
  const assets = signal<ReadonlyMap<string, Asset>>(new Map(fixtureAssets().map((a) => [a.id, a])));
  const model = createDeskModel({ alarms, assets });
  const change = (id: string, part: Partial<AlarmView>) => {
    alarms.value = new Map(alarms.value).set(id, { ...alarms.value.get(id)!, ...part });
  };
  return { model, change };
}

test('tabs count and hold what they say', () => {
  const { model } = desk();
  expect(model.counts.value).toEqual({ active: 13, cleared: 2, shelved: 2, quiet: 0 });
  model.tab.value = 'shelved';
  expect(model.rows.value.map((row) => row.kind === 'alarm' && row.alarm.state)).toEqual(['shelved', 'shelved']);
});

test('acknowledging the chosen row does not move it; choosing another one lets it go', () => {
  const { model, change } = desk();
  model.step(1);
  const id = model.chosenId.value!;
  const before = model.rows.value.findIndex((a) => a.id === id);
  change(id, { state: 'active-acknowledged' });
  expect(model.rows.value.findIndex((a) => a.id === id)).toBe(before);
  expect(model.chosen.value?.state).toBe('active-acknowledged');
  model.step(1);
  expect(model.chosenId.value).not.toBe(id);
  expect(model.rows.value.findIndex((a) => a.id === id)).toBeGreaterThan(before);
});

test('the chosen alarm stays in view when it is over', () => {
  const { model, change } = desk();
  model.choose('fixture-a2');
  change('fixture-a2', { state: 'normal' });
  expect(model.chosen.value?.state).toBe('normal');
  expect(model.chosenId.value).toBe('fixture-a2');
});

test('level and search narrow the list', () => {
  const { model } = desk();
  model.depth.value = 2;
  expect(model.rows.value.map((row) => row.kind === 'alarm' && row.alarm.level)).toEqual(['red', 'orange', 'orange']);
  model.depth.value = 4;
  model.query.value = 'yangsi';
  expect(model.rows.value.map((a) => a.id)).toEqual(['fixture-a4']);
});

test('what was asked for is shown at once, and only until the server has spoken', () => {
  const { model, change } = desk();
  const id = 'fixture-a1';
  model.choose(id);
  model.expect(id, 'active-acknowledged');
  expect(model.chosen.value?.state).toBe('active-acknowledged');
  change(id, { state: 'cleared-unacknowledged' });
  expect(model.chosen.value?.state).toBe('cleared-unacknowledged');
  change(id, { state: 'active-unacknowledged' });
  model.expect(id, null);
  expect(model.chosen.value?.state).toBe('active-unacknowledged');
});

test('the rows stand still while a person aims at one, and step by what is listed', () => {
  const { model, change } = desk();
  const before = model.rows.value.map((row) => row.id);
  model.hold();
  for (const id of before) change(id, { state: 'cleared-unacknowledged' });
  expect(model.rows.value.map((row) => row.id)).toEqual(before);
  model.release();
  expect(model.rows.value).toEqual([]);
});
