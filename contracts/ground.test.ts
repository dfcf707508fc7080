import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { faultOfGround, type Ground, GroundSchema, groundAreaM2, mapGround } from './ground.ts';
import type { Corner } from './polygon.ts';

/** A camera 7 m above the ground that looks down at 18 degrees, with a picture of 16 : 9 and a focal length of 0.9. */
function pictureOf([xM, yM]: Corner): Corner {
  const [tilt, heightM] = [(18 * Math.PI) / 180, 7];
  const depth = yM * Math.cos(tilt) + heightM * Math.sin(tilt);
  const down = heightM * Math.cos(tilt) - yM * Math.sin(tilt);
  return [0.5 + (0.9 * xM) / depth, 0.5 + (0.9 * (16 / 9) * down) / depth];
}
const metres: Ground['metres'] = [
  [-4, 14],
  [4, 14],
  [4, 40],
  [-4, 40],
];
const ground: Ground = { image: metres.map(pictureOf) as unknown as Ground['image'], metres };

test('four points are enough for every other point of a flat ground', () => {
  const map = mapGround(ground);
  for (const place of [...metres, [0, 12], [2.5, 25], [-6, 60], [0, 100]] as const) {
    const [x, y] = map(pictureOf(place))!;
    expect(Math.hypot(x - place[0], y - place[1]), `${place}`).toBeLessThan(1e-6);
  }
  expect(groundAreaM2(map, ground.image)).toBeCloseTo(8 * 26, 6);
});

test('the order of the points, and on which side the axes lie, are the caller’s', () => {
  const turned: Ground = {
    image: ground.image.toReversed() as unknown as Ground['image'],
    metres: metres.map(([x, y]) => [-x, y]).toReversed() as unknown as Ground['metres'],
  };
  const [x, y] = mapGround(turned)(pictureOf([2.5, 25]))!;
  expect([x, y].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([-2.5, 25]);
});

test('at the horizon and above nothing is measured', () => {
  const map = mapGround(ground);
  const horizon = 0.5 - 0.9 * (16 / 9) * Math.tan((18 * Math.PI) / 180);
  expect(map([0.5, horizon + 1e-4])).toBeNull();
  expect(map([0.5, horizon - 0.1])).toBeNull();
  expect(groundAreaM2(map, [...ground.image.slice(0, 2), [0.5, horizon - 0.01]])).toBeNull();
});

test('what cannot be measured by is said in one sentence', () => {
  expect(faultOfGround(ground)).toBeNull();
  const [a, b, c, d] = ground.image;
  const image = (...points: Corner[]): Ground => ({ ...ground, image: points as unknown as Ground['image'] });
  expect(faultOfGround(image(a, c, b, d))).toBe('The four ground points in the picture are not in order round.');
  expect(faultOfGround(image(a, b, c, [0.5, 0.6]))).toBe(
    'The four ground points in the picture make no convex figure.',
  );
  expect(faultOfGround(image([0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01]))).toMatch(/almost nothing of the picture/);
  const [p, q, r, s] = metres;
  expect(faultOfGround({ ...ground, metres: [p, r, q, s] })).toMatch(/in metres are not in order round/);
  expect(faultOfGround({ ...ground, metres: [p, [0, 14], q, s] })).toMatch(/in metres make no convex figure/);
  expect(faultOfGround({ ...ground, metres: [p, p, r, s] })).toMatch(/in metres/);
  const small = metres.map(([x, y]) => [x / 20, y / 40]) as unknown as Ground['metres'];
  expect(faultOfGround({ ...ground, metres: small })).toMatch(/less than a square metre/);
});

test('there are four points, inside of the picture and on this earth', () => {
  const schema = Compile(GroundSchema);
  expect(schema.Check(ground)).toBe(true);
  expect(schema.Check({ ...ground, image: [...ground.image, [0, 0]] })).toBe(false);
  expect(schema.Check({ ...ground, image: [[1.2, 0], ...ground.image.slice(1)] })).toBe(false);
  expect(schema.Check({ ...ground, metres: [[1e9, 0], ...metres.slice(1)] })).toBe(false);
  expect(schema.Check({ ...ground, plate: 'A' })).toBe(false);
});
