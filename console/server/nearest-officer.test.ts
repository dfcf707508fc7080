import { expect, test } from 'vitest';
import type { Account } from './accounts.ts';
import { distanceM, rankOfficers } from './nearest-officer.ts';

const name = { zh: '队', en: 'Crew' };
const account = (id: string, lonDeg: number | null, latDeg: number | null, ...skills: string[]): Account => ({
  ...{ id, role: 'officer', name, onDuty: true, lonDeg, latDeg, skills },
});
const view = (id: string, onDuty = true, busy = false) => ({
  id,
  name,
  onDuty,
  busy,
  distanceM: null,
  isSkilled: null,
});

test('free and on duty come first, then the nearer; without a position an officer is still there', () => {
  const accounts = [account('near', 121.5, 31.21), account('far', 121.7, 31.2), account('lost', null, null)];
  const views = [view('far'), view('lost'), view('near', true, true)];
  const ranked = rankOfficers(views, accounts, { lonDeg: 121.5, latDeg: 31.2, domain: 'flood' });
  expect(ranked.map((officer) => officer.id)).toEqual(['far', 'lost', 'near']);
  expect(ranked.map((officer) => officer.distanceM === null)).toEqual([false, true, false]);
  expect(ranked[2]?.distanceM).toBeCloseTo(1112, -1);
  expect(rankOfficers(views, accounts, null)[0]?.distanceM).toBeNull();
});

test('a degree of latitude is about 111.2 km', () => {
  expect(distanceM({ lonDeg: 121, latDeg: 31 }, { lonDeg: 121, latDeg: 32 })).toBeCloseTo(111_195, -2);
});

test('who works in the domain comes before who is nearer; who has no domain is sent to anything', () => {
  const accounts = [
    account('traffic', 121.5, 31.2, 'traffic'),
    account('flood-far', 121.9, 31.2, 'flood', 'pipes'),
    account('all-round', 121.7, 31.2),
    account('flood-busy', 121.5, 31.2, 'flood'),
  ];
  const views = ['traffic', 'flood-far', 'all-round'].map((id) => view(id)).concat(view('flood-busy', true, true));
  const ranked = rankOfficers(views, accounts, { lonDeg: 121.5, latDeg: 31.2, domain: 'flood' });
  expect(ranked.map(({ id }) => id)).toEqual(['all-round', 'flood-far', 'flood-busy', 'traffic']);
  expect(ranked.map(({ isSkilled }) => isSkilled)).toEqual([true, true, true, false]);
});
