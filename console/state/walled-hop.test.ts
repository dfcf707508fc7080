import type { Incident } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { walledHop } from './walled-hop.ts';

const incident = (part: object) =>
  ({ state: 'dispatched', mergedInto: null, tasks: [], escalations: [], ...part }) as unknown as Incident;
const told = (hop: string, at = 10, to = 'wall') => ({ hop, at, to, step: 1, task: null });

test('what the wall was told stands while its hop is waited for', () => {
  for (const [hop, state] of [
    ['acknowledged', 'open'],
    ['dispatched', 'acknowledged'],
    ['accepted', 'dispatched'],
    ['onScene', 'accepted'],
    ['resolved', 'on-scene'],
  ]) {
    const escalations = [told('acknowledged', 1, 'officer-2'), told(hop!)];
    expect(walledHop(incident({ state, escalations }))?.hop, hop).toBe(hop);
    expect(walledHop(incident({ state: 'resolved', escalations })), hop).toBeNull();
  }
  expect(walledHop(incident({ state: 'accepted', escalations: [told('accepted')] }))).toBeNull();
});

test('a person told is not the wall told; a part of another incident is that one’s; a team sent since takes it up', () => {
  expect(walledHop(incident({ escalations: [told('accepted', 10, 'officer-2')] }))).toBeNull();
  const escalations = [told('accepted')];
  expect(walledHop(incident({ mergedInto: 'b', escalations }))).toBeNull();
  const task = (sent: number, state = 'sent') => ({ state, times: { sent } });
  expect(walledHop(incident({ escalations, tasks: [task(5), task(20)] }))).toBeNull();
  expect(walledHop(incident({ escalations, tasks: [task(5), task(20, 'recalled')] }))?.at).toBe(10);
});
