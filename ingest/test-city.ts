/** A registry with one of everything, for the tests of ingest. */
import { createHash } from 'node:crypto';
import { type Asset, LIVE_TIMELINE, type MetricStandard, type Timeline, type Unit } from '@chengyun/contracts';
import type { RegisteredDevice, RegistryContent } from './registry.ts';

/** 2026-11-23T00:00:00Z. */
export const START_MS = 1_795_392_000_000;
export const SECRET = 'secret';
export const EPOCH = '1-00112233aabbccdd';

const text = { zh: '测', en: 'test' };

const standard = (id: string, unit: Unit, range: [number, number], fields: Partial<MetricStandard> = {}) =>
  [id, { id, unit, range, name: text, periodMs: 60_000, digits: 2, ...fields }] as const;

export const STANDARDS: ReadonlyMap<string, MetricStandard> = new Map([
  standard('water.level', 'm', [-2, 10], { ratePerMinMax: 0.5, needsDatum: true }),
  standard('rain.rate', 'mm/h', [0, 300]),
]);

function timeline(id: string, fields: Partial<Timeline> = {}): Timeline {
  return {
    id,
    kind: 'live',
    clock: 'wall',
    pace: 1,
    anchorWallMs: 0,
    anchorTimelineMs: 0,
    conductor: null,
    label: id,
    endedAtMs: null,
    ...fields,
  };
}

export const LIVE = timeline(LIVE_TIMELINE);
/** Began an hour before START_MS, at 2026-08-01T00:00:00Z of its own. */
export const EXERCISE = timeline('exercise:storm', {
  kind: 'exercise',
  pace: 60,
  anchorWallMs: START_MS - 3_600_000,
  anchorTimelineMs: 1_785_542_400_000,
});
/** 2014-10-01T00:00:00Z. */
export const REPLAY_MS = 1_412_121_600_000;
export const REPLAY = timeline('replay:surge', {
  kind: 'replay',
  clock: 'conducted',
  anchorTimelineMs: REPLAY_MS,
  conductor: 'conductor-1',
});

export function device(id: string, fields: Partial<RegisteredDevice> = {}): RegisteredDevice {
  return {
    id,
    kind: 'sensor',
    timeline: LIVE_TIMELINE,
    assets: ['gauge.a', 'gauge.b'],
    revokedAtMs: null,
    createdAtMs: 0,
    secretSha256: createHash('sha256').update(SECRET).digest(),
    ...fields,
  };
}

function asset(id: string, datum?: string): Asset {
  const place = { id, domain: 'flood', kind: 'tide-gauge', name: text, lonDeg: 121.5, latDeg: 31.2, attributes: {} };
  return datum === undefined ? place : { ...place, datum };
}

export const CITY: RegistryContent = {
  devices: [
    ...['gauge-1', 'gauge-2', 'gauge-3'].map((id) => device(id)),
    device('drill-1', { timeline: EXERCISE.id }),
    device('replay-1', { timeline: REPLAY.id }),
    device('conductor-1', { timeline: REPLAY.id, kind: 'conductor', assets: [] }),
    device('revoked-1', { revokedAtMs: 1 }),
  ],
  assets: [asset('gauge.a', 'Wusong'), asset('gauge.b')],
  timelines: [LIVE, EXERCISE, REPLAY, timeline('exercise:over', { kind: 'exercise', endedAtMs: 1 })],
};

/** An uplink message of gauge-1 at START_MS; `items` or any field may be replaced. */
export function uplink(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const items = [{ metric: 'rain.rate', at: START_MS, value: 12.5 }];
  return { v: 1, device: 'gauge-1', epoch: EPOCH, seq: 1, sent_at: START_MS, items, ...fields };
}

export function bytes(message: unknown): Buffer {
  return Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
}
