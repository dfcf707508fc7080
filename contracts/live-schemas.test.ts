import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { DeltaSchema, HeartbeatSchema, SnapshotSchema } from './live-schemas.ts';
import { IDENTITY_FIELDS } from './rejection.ts';

const timeline = { id: 'live', kind: 'live', label: 'Live', nowMs: 1, nowWallMs: 1, pace: 1 };
const trust = {
  ...{ devicesOnline: 1, devicesTotal: 2, medianAgeMs: 3, lagMs: 4, store: 'postgres', quarantined: 0, down: [] },
};
const series = { key: 'a|m', asset: 'a', metric: 'm', at: 1, value: 2, quality: 'good', flags: [] };
const empty = { assets: [], alarms: [], incidents: [], series: [], vitals: [], officers: [], strip: [] };
const snapshot = {
  ...{ epoch: 'e', view: 'wall', n: 0, timeline, timelines: [], trust, ...empty, risk: null, response: null },
};

test('take what the console sends', () => {
  expect(Compile(SnapshotSchema).Check(snapshot)).toBe(true);
  expect(Compile(DeltaSchema).Check({ epoch: 'e', n: 1 })).toBe(true);
  expect(Compile(DeltaSchema).Check({ epoch: 'e', n: 1, series: [series], trust })).toBe(true);
  expect(Compile(HeartbeatSchema).Check({ epoch: 'e', n: 1, wallMs: 2, timeline })).toBe(true);
});

test('have no room for a key too many, wherever it is put', () => {
  const delta = Compile(DeltaSchema);
  for (const field of [...IDENTITY_FIELDS, 'track']) {
    expect(Compile(SnapshotSchema).Check({ ...snapshot, [field]: 'x' }), field).toBe(false);
    expect(delta.Check({ epoch: 'e', n: 1, [field]: 'x' }), field).toBe(false);
    expect(delta.Check({ epoch: 'e', n: 1, series: [{ ...series, [field]: 'x' }] }), field).toBe(false);
  }
  expect(delta.Check({ epoch: 'e' })).toBe(false);
});
