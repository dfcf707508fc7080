import { expect, test } from 'vitest';
import { fixtureAlarms } from '../ui/harness/fixture-alarms.ts';
import { relatedTo } from './related-alarms.tsx';

const [first] = fixtureAlarms(1e9);

test('cause, children and neighbours are told apart, and an alarm is not its own neighbour', () => {
  const make = (id: string, part: object) => ({ ...first!, id, group: null, inhibitedBy: null, ...part });
  const now = make('now', { group: 'g', inhibitedBy: 'root' });
  const all = [now, make('root', {}), make('child', { inhibitedBy: 'now' }), make('near', { group: 'g' })];
  const { cause, children, members } = relatedTo(now, all);
  expect(cause?.id).toBe('root');
  expect(children.map(({ id }) => id)).toEqual(['child']);
  expect(members.map(({ id }) => id)).toEqual(['near']);
});
