import { expect, test } from 'vitest';
import { chooseProfile, hanBodyPx, PROFILES, seamsOf, wallMeasures } from './profiles.ts';

test('the size of the type follows the physics of pitch and distance', () => {
  expect(Math.round(hanBodyPx({ pitchMm: 1.25, distanceM: 5 }))).toBe(28);
  expect(Math.round(hanBodyPx({ pitchMm: 0.94, distanceM: 8 }))).toBe(59);
  expect(Math.round(hanBodyPx({ pitchMm: 0.63, distanceM: 3 }))).toBe(33);
});

test.each(PROFILES)('$id leaves the city at least half of the width and holds at least four rows', (profile) => {
  const m = wallMeasures(profile);
  expect(m.listPx + m.vitalsPx).toBeLessThanOrEqual(profile.widthPx / 2);
  const forRowsPx = profile.heightPx - m.headerPx - m.stripPx - m.redRowPx - 2 * m.bodyPx;
  expect(Math.floor(forRowsPx / m.rowPx)).toBeGreaterThanOrEqual(4);
  expect(m.bodyPx).toBeGreaterThanOrEqual(hanBodyPx(profile));
});

test('a profile is chosen by name, else by the nearest canvas', () => {
  expect(chooseProfile('triple', 1920, 1080).id).toBe('triple');
  expect(chooseProfile(null, 3840, 1080).id).toBe('band');
  expect(chooseProfile(null, 1920, 1080).id).toBe('hd');
  expect(chooseProfile('unknown', 3840, 2160).id).toBe('uhd');
});

test('only a wall of panels has seams, and columns end clear of them', () => {
  const [band, triple] = PROFILES;
  expect(seamsOf(band!, wallMeasures(band!))).toEqual([]);
  expect(seamsOf(triple!, wallMeasures(triple!))).toEqual([816, 2736]);
});
