import { expect, test } from 'vitest';
import { hashFromPage, pageFromHash } from './page-address.ts';

test('an address names its page, a station with its id; what is unknown is the map', () => {
  expect(pageFromHash('#rules')).toEqual({ page: 'rules', stationId: null });
  expect(pageFromHash('#station/gauge-1')).toEqual({ page: 'station', stationId: 'gauge-1' });
  expect(pageFromHash('#nowhere')).toEqual({ page: 'map', stationId: null });
  expect(pageFromHash('')).toEqual({ page: 'map', stationId: null });
});

test('a page is written as it is read', () => {
  for (const address of [
    { page: 'station', stationId: 'a.b-c' },
    { page: 'station', stationId: null },
    { page: 'alarms', stationId: null },
    { page: 'map', stationId: null },
  ] as const) {
    expect(pageFromHash(hashFromPage(address))).toEqual(address);
  }
});
