import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AGGREGATES, type Aggregate } from '../rules/rule-schema.ts';
import { createFeed } from './feed.ts';

const MINUTE_MS = 60_000;
const WINDOW_MS = 10 * MINUTE_MS;

type Windowed = Exclude<Aggregate, 'anomaly' | 'quality'>;
const isWindowed = (aggregate: Aggregate): aggregate is Windowed => aggregate !== 'anomaly' && aggregate !== 'quality';

/** The aggregate over a plain list, straight from its definition. */
function plainly(aggregate: Windowed, samples: readonly (readonly [number, number])[], nowMs: number): number {
  const inside = samples.filter(([atMs]) => atMs > nowMs - WINDOW_MS);
  const values = inside.map(([, value]) => value);
  const [first, last] = [inside[0], inside.at(-1)];
  if (aggregate === 'last') return samples.at(-1)?.[1] ?? Number.NaN;
  if (aggregate === 'age') return (nowMs - (samples.at(-1)?.[0] ?? Number.NaN)) / 1000;
  if (!first || !last) return Number.NaN;
  const sum = values.reduce((a, b) => a + b, 0);
  switch (aggregate) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / values.length;
    case 'count':
      return values.length;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'rate':
      return last[0] > first[0] ? ((last[1] - first[1]) * MINUTE_MS) / (last[0] - first[0]) : Number.NaN;
    case 'delta':
      return inside.length > 1 ? last[1] - first[1] : Number.NaN;
    case 'distinct':
      return new Set(values).size;
    case 'stddev': {
      const mean = sum / values.length;
      return Math.sqrt(values.reduce((a, v) => a + (v - mean) ** 2, 0) / values.length);
    }
    case 'changes':
      return values.filter((v, i) => i > 0 && v !== values[i - 1]).length;
    case 'increase':
      return values.reduce((a, v, i) => a + (i === 0 ? 0 : v >= values[i - 1]! ? v - values[i - 1]! : v), 0);
    case 'percentile':
      return values.sort((a, b) => a - b)[Math.max(0, Math.ceil(0.9 * values.length) - 1)]!;
    case 'predict':
    case 'slope': {
      if (inside.length < 2) return Number.NaN;
      const meanT = inside.reduce((a, [at]) => a + at, 0) / inside.length;
      const meanV = sum / values.length;
      const cov = inside.reduce((a, [at, v]) => a + (at - meanT) * (v - meanV), 0);
      const slope = cov / inside.reduce((a, [at]) => a + (at - meanT) ** 2, 0);
      return aggregate === 'slope' ? slope * MINUTE_MS : meanV + slope * (nowMs - meanT);
    }
  }
}

for (const aggregate of AGGREGATES.filter(isWindowed)) {
  test(`${aggregate} over a moving window is the aggregate of what is inside, also after a restart`, () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: -500, max: 500 })), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 199 }), (steps, restartAt) => {
        const spec = { aggregate, windowMs: WINDOW_MS, delayMs: 0, despike: false, percentile: 90, minSamples: 1 };
        let feed = createFeed(spec);
        const samples: [number, number][] = [];
        let atMs = 1_000_000;
        for (const [index, [gapS, centi]] of steps.entries()) {
          atMs += gapS * 1000;
          samples.push([atMs, centi / 100]);
          feed.push(atMs, centi / 100);
          if (index === restartAt) {
            const state = JSON.parse(JSON.stringify(feed.save()));
            feed = createFeed(spec);
            feed.load(state);
          }
          const [got, want] = [feed.read(atMs), plainly(aggregate, samples, atMs)];
          if (Number.isNaN(want)) expect(got).toBeNaN();
          else expect(got).toBeCloseTo(want, 6);
        }
      }),
      { numRuns: 60 },
    );
  });
}

test('a window that is read late is empty', () => {
  const feed = createFeed({
    aggregate: 'avg',
    windowMs: WINDOW_MS,
    delayMs: 0,
    despike: false,
    percentile: 50,
    minSamples: 1,
  });
  feed.push(1_000_000, 3);
  expect(feed.read(1_000_000 + WINDOW_MS - 1)).toBe(3);
  expect(feed.read(1_000_000 + WINDOW_MS)).toBeNaN();
});

test('a delayed feed gives what the feed gave then', () => {
  const spec = { aggregate: 'avg' as const, windowMs: WINDOW_MS, despike: false, percentile: 50, minSamples: 1 };
  const present = createFeed({ ...spec, delayMs: 0 });
  let delayed = createFeed({ ...spec, delayMs: 30 * MINUTE_MS });
  const then = new Map<number, number>();
  for (let minute = 0; minute < 120; minute++) {
    const atMs = 1_000_000 + minute * MINUTE_MS;
    present.push(atMs, Math.sin(minute / 7));
    delayed.push(atMs, Math.sin(minute / 7));
    then.set(atMs, present.read(atMs));
    if (minute === 77) {
      const state = JSON.parse(JSON.stringify(delayed.save()));
      delayed = createFeed({ ...spec, delayMs: 30 * MINUTE_MS });
      delayed.load(state);
    }
    const want = then.get(atMs - 30 * MINUTE_MS);
    if (want === undefined) expect(delayed.read(atMs)).toBeNaN();
    else expect(delayed.read(atMs)).toBeCloseTo(want, 9);
  }
});

test('one spike does not pass a despiked feed, a step does', () => {
  const spec = { aggregate: 'last' as const, windowMs: 0, delayMs: 0, despike: true, percentile: 50, minSamples: 1 };
  const feed = createFeed(spec);
  const seen = [1, 1.1, 9, 1.2, 1.3, 5, 5, 5].map((value, minute) => {
    feed.push(minute * MINUTE_MS, value);
    return feed.read(minute * MINUTE_MS);
  });
  expect(seen).toEqual([1, 1.1, 1.1, 1.2, 1.3, 1.3, 5, 5]);
});
