import { CONFIDENCE_MIN, IDENTITY_FIELDS, ObservationsMessageSchema } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { along, car, createWalkedStreet, walker } from '../testing/walked-street.ts';
import { observationsFrom } from './report.ts';
import { createScene } from './scene.ts';

/** A street with every kind of zone, watched for half a minute, and what the camera says of it. */
function watched(confidence: number | null) {
  const street = createWalkedStreet([
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => car(along([-2, 60], [0, -9], n * 3))),
    car(() => [-1, 20]),
    walker(along([-4, 15], [0.8, 0])),
  ]);
  const at = street.pointOf;
  const polygon = [at(-5, 11), at(5, 11), at(5, 40), at(-5, 40)];
  const zones = (['lane', 'fire-lane', 'water', 'crowd'] as const).map((kind) => ({
    ...{ id: kind, asset: `asset-${kind}`, polygon, kind },
    counts: kind === 'lane' ? (['vehicles', 'two-wheelers', 'people'] as const) : [],
    ...(kind === 'lane' ? { direction: [at(-2, 40), at(-2, 11)] as const } : {}),
  }));
  const lines = (['vehicles', 'people'] as const).map((counts) => ({
    ...{ id: counts, asset: 'asset-lane', counts, ends: [at(5, 18), at(-5, 18)] as const },
  }));
  const scene = createScene({ zones, lines, ground: street.ground }, { believedMin: 0.4 });
  for (let frame = 0; frame <= 150; frame += 1) scene.see(street.see(frame / 5), frame * 200, null);
  const ms = 30_000;
  return observationsFrom({
    ...{ at: 1_000_000, asset: 'camera-1', health: 'ok', framesPerS: 5, inferenceMs: 9, confidence },
    clockDriftMs: 250,
    ...{ zones: scene.zones(ms), lines: scene.lines(ms) },
  });
}
const message = (items: unknown) => ({ v: 1, device: 'cam-1', epoch: '1-0123456789abcdef', seq: 1, sent_at: 1, items });

test('everything that is said has its metric, unit and range in the data standard, and a confidence if it was judged', () => {
  const said = watched(0.9);
  expect(Value.Check(ObservationsMessageSchema, message(said))).toBe(true);
  const standards = new Map(DOMAINS.flatMap(({ metrics }) => metrics).map((metric) => [metric.id, metric]));
  for (const { metric, unit, value, confidence } of said) {
    const standard = standards.get(metric);
    expect(standard?.unit, metric).toBe(unit);
    expect(value, metric).toBeGreaterThanOrEqual(standard!.range[0]);
    expect(value, metric).toBeLessThanOrEqual(standard!.range[1]);
    expect(confidence !== undefined, metric).toBe(!metric.startsWith('camera.'));
  }
  const judged = said.filter(({ metric }) => !metric.startsWith('camera.'));
  const metrics = new Set(judged.map(({ metric }) => metric));
  expect(metrics).toEqual(
    new Set([
      ...['traffic.vehicle_count', 'traffic.queue_vehicles', 'traffic.occupancy', 'traffic.two_wheeler_count'],
      ...['traffic.speed', 'traffic.queue_length', 'traffic.stopped_vehicle', 'traffic.wrong_way'],
      ...['traffic.flow', 'traffic.flow_back', 'crowd.flow', 'crowd.flow_back', 'crowd.person_count'],
      ...['crowd.density', 'safety.fire_lane_blocked', 'safety.person_in_water'],
    ]),
  );
});

test('a camera that is not sure says so with every value that it judged', () => {
  for (const { metric, confidence, quality } of watched(0.2)) {
    if (metric.startsWith('camera.')) continue;
    expect(confidence, metric).toBeLessThan(CONFIDENCE_MIN);
    expect(quality, metric).toEqual({ verdict: 'uncertain', flags: ['unsure'] });
  }
  expect(watched(0.9).every(({ quality }) => quality === undefined)).toBe(true);
});

test('no message carries a track, its id, a box or anything else that could follow a thing', () => {
  const said = watched(0.9);
  const fields = new Set(said.flatMap((item) => Object.keys(item)));
  expect([...fields].sort()).toEqual(['asset', 'at', 'confidence', 'metric', 'unit', 'value']);
  for (const field of [...IDENTITY_FIELDS, 'id', 'track', 'box', 'foot', 'path']) {
    const smuggled = said.map((item) => ({ ...item, [field]: 7 }));
    expect(Value.Check(ObservationsMessageSchema, message(smuggled)), field).toBe(false);
  }
});
