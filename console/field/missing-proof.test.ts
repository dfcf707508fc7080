import type { FactBody, FactRequest, Incident, Procedure } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { missingProof, tickedSteps } from './missing-proof.ts';

const text = { zh: '步', en: 'step' };
const procedure: Procedure = [
  { id: 'look', kind: 'check', text },
  { id: 'mend', kind: 'repair', text, when: { after: 'look' } },
];
const incident = (part: object) =>
  ({ alarm: 'a', peak: 'red', steps: [], evidence: [], tasks: [{ id: 't' }], ...part }) as unknown as Incident;
const waits = (body: object) => ({ body: body as FactBody }) as FactRequest;

test('a photo and every step that the incident asks for by now; what waits for the network counts', () => {
  expect(missingProof(incident({}), procedure, [])).toEqual({ photo: true, steps: 1 });
  const looked = incident({ steps: [{ step: 'look' }], evidence: [{ media: 'voice' }] });
  expect(missingProof(looked, procedure, [])).toEqual({ photo: true, steps: 1 });
  const waiting = [
    waits({ kind: 'evidence', media: 'photo', task: 't' }),
    waits({ kind: 'step', alarm: 'a', step: 'mend', done: true }),
  ];
  expect(missingProof(looked, procedure, waiting)).toEqual({ photo: false, steps: 0 });
  const others = [
    waits({ kind: 'evidence', media: 'photo', task: 'x' }),
    waits({ kind: 'step', alarm: 'b', step: 'look' }),
  ];
  expect(missingProof(incident({}), procedure, others)).toEqual({ photo: true, steps: 1 });
  expect([...tickedSteps(looked, [waits({ kind: 'step', alarm: 'a', step: 'look', done: false })])]).toEqual([]);
});
