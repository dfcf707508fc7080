import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chooseProfile, hanArcMin, hanBodyPx, PROFILES, seamsOf, wallMeasures } from './profiles.ts';

test('the size of the type follows the physics of pitch and distance', () => {
  expect(Math.round(hanBodyPx({ pitchMm: 1.25, distanceM: 5 }))).toBe(28);
  expect(Math.round(hanBodyPx({ pitchMm: 0.94, distanceM: 8 }))).toBe(59);
  expect(Math.round(hanBodyPx({ pitchMm: 0.63, distanceM: 3 }))).toBe(33);
});

test('every wall that has a file is offered, under the name of its file', () => {
  const files = readdirSync(new URL('walls/', import.meta.url)).sort();
  expect(PROFILES.map(({ id }) => `${id}.json`).sort()).toEqual(files);
  for (const { id, widthPx, heightPx, pitchMm, distanceM, layout } of PROFILES) {
    for (const number of [widthPx, heightPx, pitchMm, distanceM]) expect(number, id).toBeGreaterThan(0);
    expect(['band', 'panels', 'screen'], id).toContain(layout);
  }
});

test.each(PROFILES)('$id leaves the city at least half of the width and holds at least four rows', (profile) => {
  const m = wallMeasures(profile);
  expect(m.listPx + m.vitalsPx).toBeLessThanOrEqual(profile.widthPx / 2);
  const forRowsPx = profile.heightPx - m.headerPx - m.stripPx - m.redRowPx - 2 * m.bodyPx;
  expect(Math.floor(forRowsPx / m.rowPx)).toBeGreaterThanOrEqual(4);
  expect(m.bodyPx).toBeGreaterThanOrEqual(hanBodyPx(profile));
});

const nothing = { profile: null, panel: null, seatM: null };

test('a profile is chosen by name, else by the nearest canvas', () => {
  expect(chooseProfile({ ...nothing, profile: 'triple' }, 1920, 1080).id).toBe('triple');
  expect(chooseProfile(nothing, 3840, 1080).id).toBe('band');
  expect(chooseProfile(nothing, 1920, 1080).id).toBe('hd');
  expect(chooseProfile({ ...nothing, profile: 'unknown' }, 3840, 2160).id).toBe('uhd');
});

test('a named screen and a seat correct the profile, and the type grows with them', () => {
  const near = chooseProfile(nothing, 3840, 1080);
  const far = chooseProfile({ ...nothing, panel: 'led-0.9', seatM: 8 }, 3840, 1080);
  expect(far).toMatchObject({ id: 'band', pitchMm: 0.94, distanceM: 8 });
  expect(wallMeasures(far).bodyPx).toBe(60);
  expect(wallMeasures(near).bodyPx).toBe(28);
  expect(chooseProfile({ ...nothing, panel: 'no such', seatM: 900 }, 3840, 1080)).toMatchObject({
    ...{ pitchMm: 1.25, distanceM: 30 },
  });
});

test.each(PROFILES)('$id: a Han character of the body is seen under at least 22 arc minutes', (profile) => {
  const { bodyPx, captionPx } = wallMeasures(profile);
  expect(hanArcMin(bodyPx, profile)).toBeGreaterThanOrEqual(22);
  expect(hanArcMin(captionPx, profile)).toBeGreaterThanOrEqual(0.8 * 22);
});

test('only a wall of panels has seams, and columns end clear of them', () => {
  const [band, triple] = PROFILES;
  expect(seamsOf(band!, wallMeasures(band!))).toEqual([]);
  expect(seamsOf(triple!, wallMeasures(triple!))).toEqual([816, 2736]);
});
