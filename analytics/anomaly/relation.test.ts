import { expect, test } from 'vitest';
import { noiseFrom } from './made-series.ts';
import { createRelationDetector } from './relation.ts';

/** A pump's pressure that follows speed and level, all three moving; from `broken` on it stays what it may well be. */
function pumpRun(length: number, broken: number, seed: number) {
  const noise = noiseFrom(seed);
  let speed = 50;
  let level = 3;
  return Array.from({ length }, (_, i) => {
    speed += 0.05 * (50 - speed) + 2 * noise();
    level += 0.05 * (3 - level) + 0.1 * noise();
    // The sign of the speed's effect turns: the pressure keeps its usual range.
    const effect = i >= broken ? 50 - (speed - 50) : speed;
    return { pressure: 2 * effect + 10 * level + 0.5 * noise(), beside: [speed, level] };
  });
}

const begins = (run: ReturnType<typeof pumpRun>) => {
  const detector = createRelationDetector(2);
  return run.flatMap(({ pressure, beside }, i) => (detector.push(pressure, beside) >= 0.5 ? [i] : []));
};

test('a relation that breaks is found though every series keeps its range', () => {
  for (const seed of [1, 2, 3]) {
    const found = begins(pumpRun(3_000, 2_000, seed)).filter((i) => i >= 2_000);
    expect(found[0], `seed ${seed}`).toBeLessThan(2_050);
  }
});

test('ordinary days stay quiet: less than one begin in two thousand readings', () => {
  for (const seed of [4, 5, 6]) expect(begins(pumpRun(20_000, 1e9, seed)).length, `seed ${seed}`).toBeLessThan(10);
});

test('a companion that has said nothing yet, or stands still, harms nothing', () => {
  const detector = createRelationDetector(1);
  expect(detector.push(5, [Number.NaN])).toBe(0);
  const noise = noiseFrom(7);
  const scores = Array.from({ length: 20_000 }, () => detector.push(5 + noise(), [1]));
  expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
  expect(scores.filter((score) => score >= 0.5).length).toBeLessThan(10);
});

test('restarted in the middle, through JSON, it says the same', () => {
  const run = pumpRun(2_000, 1_500, 8);
  const whole = createRelationDetector(2);
  const expected = run.map(({ pressure, beside }) => whole.push(pressure, beside));
  let detector = createRelationDetector(2);
  const cut = run.map(({ pressure, beside }, i) => {
    if (i % 333 === 0) {
      const next = createRelationDetector(2);
      next.load(JSON.parse(JSON.stringify(detector.save())));
      detector = next;
    }
    return detector.push(pressure, beside);
  });
  expect(cut).toEqual(expected);
});
