import { REJECTION_REASONS, type RejectionReason } from '@chengyun/contracts';
import { readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { describe, expect, it } from 'vitest';
import type { Collects } from './items.ts';
import { createRegistry, type Sender } from './registry.ts';
import { bytes, CITY, EPOCH, REPLAY_MS, STANDARDS, START_MS, uplink } from './test-city.ts';
import { createTimelineClock } from './time-window.ts';
import { createValidator, type LoggedChannel } from './validate.ts';

const DAY_MS = 86_400_000;

function setUp(collects: Collects = readPrivacy()) {
  const registry = createRegistry(2);
  registry.replace(CITY);
  const clock = createManualClock(START_MS);
  const accepted = new Set<string>();
  const validate = createValidator({
    registry,
    standards: STANDARDS,
    collects,
    clock,
    timelineClock: createTimelineClock(() => null),
    limits: { aheadMsMax: 600_000, behindMsMax: 7 * DAY_MS, exerciseBehindMsMax: 40 * DAY_MS, skewMsMax: 300_000 },
    isDuplicate: (sender, epoch, seq) => accepted.has(`${sender.device.id}/${epoch}/${seq}`),
  });
  const from = (id: string) => registry.sender(id) as Sender;
  return { validate, from, accepted, clock };
}

const reading = (fields: Record<string, unknown> = {}) => ({ metric: 'rain.rate', at: START_MS, value: 1, ...fields });
const level = (fields: Record<string, unknown> = {}) => reading({ metric: 'water.level', ...fields });
const withItems = (...items: unknown[]) => uplink({ items });
const fromReplay = (device: string, item: unknown) => uplink({ device, items: [item] });

interface Refused {
  readonly what: string;
  readonly reason: RejectionReason;
  readonly message: unknown;
  readonly from?: string;
  readonly channel?: LoggedChannel;
}

/** Every reason that a payload can earn; foreign-topic belongs to the intake, which knows topics. */
const REFUSED: readonly Refused[] = [
  { what: 'not JSON', reason: 'malformed-json', message: '{"v":1,' },
  { what: 'empty', reason: 'malformed-json', message: '' },
  { what: '64 KiB and one byte', reason: 'oversized', message: `"${'x'.repeat(65_535)}"` },
  { what: 'a plate', reason: 'identity-field', message: withItems(reading({ plate: 'A' })) },
  { what: 'a track deep inside', reason: 'identity-field', message: uplink({ extra: [{ a: { track_id: 7 } }] }) },
  {
    what: 'an identity field in an event',
    reason: 'identity-field',
    message: withItems({ face: 1 }),
    channel: 'events',
  },
  { what: 'infinity', reason: 'not-finite', message: JSON.stringify(uplink()).replace('12.5', '1e999') },
  { what: 'the word NaN', reason: 'not-finite', message: withItems(reading({ value: 'NaN' })) },
  { what: 'null', reason: 'not-finite', message: withItems(reading({ value: null })) },
  { what: 'an unknown field', reason: 'schema', message: uplink({ comment: 'x' }) },
  { what: 'a number', reason: 'schema', message: 5 },
  { what: 'no items', reason: 'schema', message: uplink({ items: [] }) },
  { what: '501 items', reason: 'schema', message: withItems(...Array(501).fill(reading())) },
  { what: 'version 2', reason: 'schema', message: uplink({ v: 2 }) },
  { what: 'seq 0', reason: 'schema', message: uplink({ seq: 0 }) },
  { what: 'a proto', reason: 'schema', message: JSON.stringify(uplink()).replace('{', '{"__proto__":{},') },
  { what: 'an unknown event', reason: 'schema', message: withItems({ event: 'party', at: 1 }), channel: 'events' },
  { what: 'another device', reason: 'wrong-device', message: uplink({ device: 'gauge-2' }) },
  {
    what: 'a clock from one who does not conduct',
    reason: 'wrong-device',
    message: fromReplay('replay-1', { event: 'clock', at: REPLAY_MS }),
    from: 'replay-1',
    channel: 'events',
  },
  { what: 'an unknown metric', reason: 'unknown-metric', message: withItems(reading({ metric: 'moon.phase' })) },
  { what: 'an asset of another', reason: 'unknown-asset', message: withItems(reading({ asset: 'gauge.z' })) },
  { what: 'no asset at all', reason: 'unknown-asset', from: 'conductor-1', message: uplink({ device: 'conductor-1' }) },
  { what: 'a wrong unit', reason: 'wrong-unit', message: withItems(reading({ unit: 'cm/h' })) },
  { what: 'a level without datum', reason: 'missing-datum', message: withItems(level({ asset: 'gauge.b' })) },
  { what: '11 minutes ahead', reason: 'time-far-off', message: withItems(reading({ at: START_MS + 660_000 })) },
  { what: '8 days old', reason: 'time-far-off', message: withItems(reading({ at: START_MS - 8 * DAY_MS })) },
  {
    what: 'before the replay',
    reason: 'time-far-off',
    from: 'replay-1',
    message: fromReplay('replay-1', reading({ at: REPLAY_MS - 8 * DAY_MS })),
  },
];

describe('a message that is refused', () => {
  it.each(REFUSED)('$what: $reason', ({ message, reason, from: sender = 'gauge-1', channel = 'observations' }) => {
    const { validate, from } = setUp();
    // A message of no known shape is told apart from one of a known sender by its own device field only.
    const verdict = validate(from(sender), channel, bytes(message));
    expect(verdict).toMatchObject({ ok: false, reason });
    expect((verdict as { detail: string }).detail).toMatch(/.{5,}/);
  });

  it('has a case for every reason', () => {
    const covered = new Set(REFUSED.map(({ reason }) => reason));
    expect(REJECTION_REASONS.filter((reason) => !covered.has(reason))).toEqual([
      'foreign-topic',
      'unknown-topic',
      'not-collected',
    ]);
  });

  it('leaves no trace in what the rate check remembers', () => {
    const { validate, from } = setUp();
    const high = level({ value: 9, at: START_MS - 60_000 });
    validate(from('gauge-1'), 'observations', bytes(withItems(high, reading({ unit: 'x' }))));
    const verdict = validate(from('gauge-1'), 'observations', bytes(withItems(level())));
    expect(JSON.parse((verdict as { record: string }).record).items[0]).not.toHaveProperty('flags');
  });
});

describe('a message that is accepted', () => {
  const recordOf = (verdict: unknown) => JSON.parse((verdict as { record: string }).record);

  it('becomes a record with asset, timeline and arrival', () => {
    const { validate, from } = setUp();
    const verdict = validate(from('gauge-1'), 'observations', bytes(withItems(reading(), level({ value: -0.5 }))));
    expect(recordOf(verdict)).toEqual({
      k: 'obs',
      tl: 'live',
      device: 'gauge-1',
      epoch: EPOCH,
      seq: 1,
      sentAt: START_MS,
      rxAt: START_MS,
      items: [
        { asset: 'gauge.a', metric: 'rain.rate', at: START_MS, value: 1 },
        { asset: 'gauge.a', metric: 'water.level', at: START_MS, value: -0.5 },
      ],
    });
  });

  it.each([
    ['out of range', [level({ value: 99 })], { quality: 'bad', flags: ['range'] }],
    ['too fast', [level({ at: START_MS - 60_000 }), level({ value: 3 })], { quality: 'uncertain', flags: ['rate'] }],
    ['as fast as allowed', [level({ at: START_MS - 120_000 }), level({ value: 2 })], {}],
    ['sure', [reading({ confidence: 0.8 })], { confidence: 0.8 }],
    ['unsure', [reading({ confidence: 0.3 })], { quality: 'uncertain', flags: ['unsure'], confidence: 0.3 }],
    ['what the device says', [reading({ quality: { verdict: 'bad', flags: ['stuck'] } })], { quality: 'bad' }],
    [
      'the worse of both',
      [reading({ value: -1, quality: { verdict: 'uncertain', flags: ['spike'] } })],
      {
        quality: 'bad',
        flags: ['spike', 'range'],
      },
    ],
  ])('is flagged: %s', (_, items, expected) => {
    const { validate, from } = setUp();
    const last = recordOf(validate(from('gauge-1'), 'observations', bytes(withItems(...items)))).items.at(-1);
    expect(last).toMatchObject(expected);
    if (!('quality' in expected)) expect(last).not.toHaveProperty('quality');
  });

  it('is flagged when the device has another clock', () => {
    const { validate, from } = setUp();
    const skewed = uplink({ sent_at: START_MS - 400_000 });
    const record = recordOf(validate(from('gauge-1'), 'observations', bytes(skewed)));
    expect(record.items[0]).toMatchObject({ quality: 'uncertain', flags: ['clock'] });
  });

  it('may be a month old in an exercise, by the exercise clock', () => {
    const { validate, from } = setUp();
    const nowMs = 1_785_542_400_000 + 3_600_000 * 60;
    const at = (ms: number) => uplink({ device: 'drill-1', items: [reading({ at: ms })] });
    expect(validate(from('drill-1'), 'observations', bytes(at(nowMs - 30 * DAY_MS))).ok).toBe(true);
    expect(validate(from('drill-1'), 'observations', bytes(at(START_MS))).ok).toBe(false);
  });

  it('tells the time of a conductor', () => {
    const { validate, from } = setUp();
    const at = REPLAY_MS + 3_600_000;
    const message = fromReplay('conductor-1', { event: 'clock', at });
    const verdict = validate(from('conductor-1'), 'events', bytes(message));
    expect(verdict).toMatchObject({ ok: true, clockAtMs: at });
    expect(recordOf(verdict).items).toEqual([{ event: 'clock', at, asset: '' }]);
  });

  it('is known when it comes again', () => {
    const { validate, from, accepted } = setUp();
    accepted.add(`gauge-1/${EPOCH}/1`);
    expect(validate(from('gauge-1'), 'observations', bytes(uplink()))).toMatchObject({ ok: true, duplicate: true });
  });

  it('may be a status', () => {
    const { validate, from } = setUp();
    const status = { v: 1, device: 'gauge-1', online: false, sent_at: START_MS };
    const record = recordOf(validate(from('gauge-1'), 'status', bytes(status)));
    expect(record).toEqual({ k: 'status', tl: 'live', device: 'gauge-1', online: false, at: START_MS });
  });
});

it('what privacy.yaml does not name is refused, metric and channel alike, however well it is formed', () => {
  const collects = {
    collectsMetric: (metric: string) => metric !== 'rain.rate',
    collectsChannel: (channel: string) => channel !== 'events',
  };
  const { validate, from } = setUp(collects);
  expect(validate(from('gauge-1'), 'observations', bytes(withItems(reading())))).toMatchObject({
    ...{ ok: false, reason: 'not-collected', detail: 'privacy.yaml does not say that rain.rate is collected.' },
  });
  expect(validate(from('gauge-1'), 'events', bytes({}))).toMatchObject({ ok: false, reason: 'not-collected' });
});
