/** What an incident has no proof of yet: without its sensor it is closed by a photo and every step, and by nothing else. Pure. */
import type { FactRequest, Incident, Procedure } from '@chengyun/contracts';
import { stepsFor } from '@chengyun/contracts/procedure.ts';

export interface MissingProof {
  readonly photo: boolean;
  readonly steps: number;
}

/** The steps that are ticked off, with what waits for the network. */
export function tickedSteps(incident: Incident, waiting: readonly FactRequest[]): ReadonlySet<string> {
  const ticked = new Set(incident.steps.map(({ step }) => step));
  for (const { body } of waiting) {
    if (body.kind !== 'step' || body.alarm !== incident.alarm) continue;
    if (body.done) ticked.add(body.step);
    else ticked.delete(body.step);
  }
  return ticked;
}

export function missingProof(incident: Incident, procedure: Procedure, waiting: readonly FactRequest[]): MissingProof {
  const own = new Set(incident.tasks.map(({ id }) => id));
  const waits = waiting.some(({ body }) => body.kind === 'evidence' && body.media === 'photo' && own.has(body.task));
  const ticked = tickedSteps(incident, waiting);
  return {
    photo: !waits && !incident.evidence.some(({ media }) => media === 'photo'),
    steps: stepsFor(procedure, incident).filter(({ id }) => !ticked.has(id)).length,
  };
}
