/** Which facts were taken back. Undo works for 10 s, for one's own facts, and not once an officer has accepted. */
import type { FactBody, FactRecord } from '@chengyun/contracts';

export const UNDO_WITHIN_MS = 10_000;
const UNDOABLE: readonly FactBody['kind'][] = [
  ...(['ack', 'dispatch', 'resolve', 'shelve', 'unshelve', 'note', 'reassign', 'recall', 'merge', 'split'] as const),
  ...(['step', 'objective', 'decision', 'role', 'link', 'unlink'] as const),
];

/** From the id of each fact that was taken back to the id of the undo that did it. Facts in stream order. */
export function undoneFacts(facts: readonly FactRecord[]): ReadonlyMap<string, string> {
  const undone = new Map<string, string>();
  const earlier = new Map<string, FactRecord>();
  const accepted = new Set<string>();
  for (const fact of facts) {
    const { body } = fact;
    if (body.kind === 'accept') accepted.add(body.task);
    if (body.kind === 'undo') {
      const target = earlier.get(body.fact);
      if (target && mayUndo(target, fact) && !accepted.has(target.id) && !undone.has(target.id)) {
        undone.set(target.id, fact.id);
      }
    }
    earlier.set(fact.id, fact);
  }
  return undone;
}

/** Within one client epoch the device's own times count, so that a bad network does not eat the 10 s. */
function mayUndo(target: FactRecord, undo: FactRecord): boolean {
  if (target.actor !== undo.actor || !UNDOABLE.includes(target.body.kind)) return false;
  const sameClock = target.epoch === undo.epoch;
  const elapsedMs = sameClock ? undo.at - target.at : undo.rxAt - target.rxAt;
  return elapsedMs >= 0 && elapsedMs <= UNDO_WITHIN_MS;
}
