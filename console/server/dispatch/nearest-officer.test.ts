import { expect, test } from 'vitest';
import type { Account } from '../accounts.ts';
import { rankOfficers } from './nearest-officer.ts';

const name = { zh: '队', en: 'Crew' };
const account = (id: string, lonDeg: number | null, latDeg: number | null, ...skills: string[]): Account => ({
  ...{ id, role: 'officer', name, onDuty: true, lonDeg, latDeg, placeAtMs: null, skills },
  scope: { districts: null, domains: null },
});
const view = (id: string, onDuty = true, busy = false) => ({
  id,
  name,
  onDuty,
  busy,
  isSilent: false,
  distanceM: null,
  distanceBy: null,
  placeAt: null,
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

test('the nearer by road goes before the nearer on the map, and it is said which of the two it is', () => {
  const accounts = [account('over-the-river', 121.51, 31.2), account('same-bank', 121.53, 31.2)];
  const views = [view('over-the-river'), view('same-bank')];
  const ranked = rankOfficers(views, accounts, { lonDeg: 121.5, latDeg: 31.2, domain: 'flood' }, (_from, places) =>
    places.map(({ lonDeg }) =>
      lonDeg < 121.52 ? { distanceM: 9000, by: 'road' } : { distanceM: 3000, by: 'straight' },
    ),
  );
  expect(ranked.map(({ id, distanceM: m, distanceBy }) => [id, m, distanceBy])).toEqual([
    ['same-bank', 3000, 'straight'],
    ['over-the-river', 9000, 'road'],
  ]);
});

test('who left the last task unanswered comes after everybody who is on duty', () => {
  const accounts = [account('silent', 121.5, 31.2, 'flood'), account('other-trade', 121.9, 31.2, 'traffic')];
  const views = [{ ...view('silent'), isSilent: true }, view('other-trade', true, true), view('asleep', false)];
  const ranked = rankOfficers(views, accounts, { lonDeg: 121.5, latDeg: 31.2, domain: 'flood' });
  expect(ranked.map(({ id }) => id)).toEqual(['other-trade', 'silent', 'asleep']);
});
