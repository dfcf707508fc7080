import type { Incident } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { attentionLines } from './attention-lines.ts';

const incident = (part: object) =>
  ({
    alarm: 'a',
    state: 'dispatched',
    peak: 'red',
    mergedInto: null,
    tasks: [],
    notes: [],
    escalations: [],
    ...part,
  }) as unknown as Incident;
const silent = { officer: 'officer-1', isCheckInMissed: true, helpAt: null, times: {} };
const calling = { ...silent, isCheckInMissed: false, state: 'on-scene', helpAt: 10 };
const told = (to: string) => ({ to, hop: 'accepted', at: 1 });
const walled = { escalations: [told('officer-2'), told('wall')] };

test('a team that does not report and an incident nobody answers are said, also both at once', () => {
  expect(attentionLines([incident({ tasks: [silent], ...walled })])).toEqual([
    { alarm: 'a', kind: 'check-in', officer: 'officer-1' },
    { alarm: 'a', kind: 'wall', officer: null },
  ]);
});

test('what is accepted, resolved or a part of another incident is quiet', () => {
  expect(attentionLines([incident({ state: 'accepted', ...walled })])).toEqual([]);
  expect(attentionLines([incident({ state: 'resolved', tasks: [silent] })])).toEqual([]);
  expect(attentionLines([incident({ mergedInto: 'b', tasks: [silent], ...walled })])).toEqual([]);
  expect(attentionLines([incident({ escalations: [told('officer-2')] })])).toEqual([]);
});

test('who does not report comes first, then the worst of what nobody answers', () => {
  const lines = attentionLines([
    incident({ alarm: 'blue', peak: 'blue', ...walled }),
    incident({ alarm: 'red', peak: 'red', ...walled }),
    incident({ alarm: 'silent', peak: 'yellow', tasks: [silent] }),
  ]);
  expect(lines.map(({ alarm }) => alarm)).toEqual(['silent', 'red', 'blue']);
});

test('who calls for help stands first, until another team was sent or somebody wrote what became of it', () => {
  const lines = (part: object) => attentionLines([incident({ ...walled, tasks: [calling], ...part })]);
  expect(lines({})[0]).toEqual({ alarm: 'a', kind: 'help', officer: 'officer-1' });
  const other = (sent: number) => ({ ...silent, officer: 'officer-2', isCheckInMissed: false, times: { sent } });
  const kinds = (part: object) => lines(part).map(({ kind }) => kind);
  expect(kinds({ tasks: [calling, other(9)] })).toContain('help');
  expect(kinds({ tasks: [calling, other(11)] })).not.toContain('help');
  expect(kinds({ notes: [{ by: 'officer-1', at: 11, text: '' }] })).toContain('help');
  expect(kinds({ notes: [{ by: 'operator', at: 11, text: '' }] })).not.toContain('help');
  expect(kinds({ tasks: [{ ...calling, state: 'done' }] })).not.toContain('help');
});
