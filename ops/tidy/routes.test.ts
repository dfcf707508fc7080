/** Every route of the console has its line of rights, found out before anything runs: see console/server/access. */
import { EVENT_ACCESS, ROUTE_ACCESS } from '@chengyun/console/server/access/access-table.ts';
import { expect, it } from 'vitest';
import { readSources } from './sources.ts';

const ROUTE = /\bapp\.(get|post|put|patch|delete)\(\s*['`](\/[^'`$]*)['`]/g;

it('a route that the console registers stands in the access table', () => {
  const server = readSources().filter(({ path }) => path.startsWith('console/server/') && !path.includes('.test.'));
  const found = server.flatMap(({ text }) =>
    [...text.matchAll(ROUTE)].map(([, method = '', path = '']) => `${method.toUpperCase()} ${path}`),
  );
  expect(found.length).toBeGreaterThan(50);
  expect(found.filter((line) => !Object.hasOwn(ROUTE_ACCESS, line))).toEqual([]);
});

it('what changes something is open to nobody but who signs in, but for signing in and out, and reports', () => {
  const open = Object.entries(ROUTE_ACCESS).filter(
    ([line, { to }]) => !line.startsWith('GET ') && to.includes('public'),
  );
  expect(open.map(([line]) => line).sort()).toEqual([
    'POST /api/login',
    'POST /api/logout',
    'POST /api/public/reports',
    'POST /api/public/reports/progress',
  ]);
  for (const [line, { to, bearer }] of Object.entries({ ...ROUTE_ACCESS, ...EVENT_ACCESS })) {
    expect(to.length + (bearer ? 1 : 0), line).toBeGreaterThan(0);
  }
});

it('no two lines are the same address with another name in it, which the server would refuse to start with', () => {
  const shapes = Object.keys(ROUTE_ACCESS).map((line) => line.replaceAll(/:[a-z]+/gi, ':'));
  expect(shapes.filter((shape, index) => shapes.indexOf(shape) !== index)).toEqual([]);
});
