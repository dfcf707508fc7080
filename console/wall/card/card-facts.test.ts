import { expect, test } from 'vitest';
import { PROFILES, wallMeasures, wallSeamsOf } from '../profiles.ts';
import { darkSteps, levelFacts, lightSteps, sizeFacts } from './card-facts.ts';

test.each(PROFILES)('$id: sizes rise, and the body is large enough for the farthest seat', (profile) => {
  const sizes = sizeFacts(profile, wallMeasures(profile));
  expect(sizes.map(({ px }) => px)).toEqual([...sizes].map(({ px }) => px).sort((a, b) => a - b));
  expect(sizes[1]!.arcMin).toBeGreaterThanOrEqual(22);
});

test.each(['ink', 'paper'] as const)('%s: every level stands out from the ground, the highest first', (theme) => {
  const facts = levelFacts(theme);
  expect(facts.map(({ level }) => level)).toEqual(['red', 'orange', 'yellow', 'blue']);
  for (const { contrast } of facts) expect(contrast).toBeGreaterThanOrEqual(3);
});

test('greys go from black up and end at white', () => {
  expect(darkSteps[0]).toBe(0);
  expect(lightSteps.at(-1)).toBe(255);
  expect(new Set([...darkSteps, ...lightSteps]).size).toBe(16);
});

test('only a wall of screens has seams', () => {
  expect(wallSeamsOf(PROFILES.find(({ id }) => id === 'triple')!)).toEqual([1920, 3840]);
  expect(wallSeamsOf(PROFILES.find(({ id }) => id === 'band')!)).toEqual([]);
});
