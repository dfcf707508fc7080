/**
 * Stills that people asked for. A picture is here in memory only, for the one who asked, until ten minutes after the
 * asking; then it is gone. Who asked, why, and that it was seen stand in the audit trail.
 */
import { randomBytes } from 'node:crypto';
import { COMMAND_MS, type Command, type EvidenceMessage, STILL_KEEP_MS, type StillState } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { addCommand, closeCommand } from '@chengyun/platform/store/downlink.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { appendAudit, appendAuditIn } from '../audit/audit.ts';
import type { Session } from '../sessions.ts';

/** A picture from the camera's ring for an incident, which must be open. */
export interface WantedEvidence {
  readonly incident: string;
  readonly asset: string;
  readonly atMs: number;
}

export interface Stills {
  /** Returns the id under which to ask for it. */
  ask(session: Session, device: string, reason: string, wanted?: WantedEvidence): Promise<string>;
  /** Null for a still that does not exist, is somebody else's or is gone. */
  read(session: Session, id: string): Promise<StillState | null>;
  /** Forgets what is over; called every few seconds, so that nothing stays because nobody looks. */
  sweep(): void;
  count(): number;
}

export interface StillsDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The camera's answer, once; null while there is none. */
  readonly fetchAnswer: (command: string) => Promise<EvidenceMessage | null>;
}

interface Asked {
  readonly device: string;
  readonly account: string;
  readonly untilMs: number;
  readonly expiresAtMs: number;
  answer: EvidenceMessage | null;
}

/** The camera may answer a command up to its end, and the answer takes a moment. */
const GRACE_MS = 15_000;

export function createStills({ store, clock, fetchAnswer }: StillsDeps): Stills {
  const asked = new Map<string, Asked>();

  const sweep = (): void => {
    for (const [id, { expiresAtMs }] of asked) if (expiresAtMs <= clock.nowMs()) asked.delete(id);
  };

  return {
    sweep,
    count: () => asked.size,
    async ask({ account, role }, device, reason, wanted) {
      const nowMs = Math.round(clock.nowMs());
      const id = randomBytes(16).toString('hex');
      const expiresAt = nowMs + COMMAND_MS;
      const common = { v: 1, device, id, reason, role, expires_at: expiresAt } as const;
      const command: Command = wanted
        ? { ...common, command: 'evidence', incident: wanted.incident, asset: wanted.asset, at: wanted.atMs }
        : { ...common, command: 'still' };
      const action = `${command.command}.ask`;
      const details = { id, reason, ...(wanted ? { incident: wanted.incident, at: wanted.atMs } : {}) };
      await store.tx(async (client) => {
        await appendAuditIn(client, { actor: account, action, subject: device, details });
        await addCommand(client, command, nowMs);
      });
      const untilMs = expiresAt + GRACE_MS;
      asked.set(id, { device, account, untilMs, expiresAtMs: nowMs + STILL_KEEP_MS, answer: null });
      return id;
    },
    async read({ account }, id) {
      sweep();
      const known = asked.get(id);
      if (known?.account !== account) return null;
      if (known.answer === null) {
        const fetched = await fetchAnswer(id);
        // Two askings at once: the answer is handed over to one of them.
        known.answer ??= fetched;
        if (fetched !== null) await closeCommand(store, id);
      }
      const nowMs = clock.nowMs();
      const { answer, device, untilMs, expiresAtMs } = known;
      if (answer === null) {
        if (nowMs < untilMs) return { state: 'waiting' };
        return { state: 'refused', message: `The camera ${device} did not answer within a minute.` };
      }
      if ('refused' in answer) return { state: 'refused', message: answer.refused };
      const picture = 'still' in answer ? answer.still : answer.evidence;
      const incident = 'evidence' in answer ? answer.evidence.incident : null;
      const details = { id, ...(incident === null ? {} : { incident }) };
      const action = incident === null ? 'still.view' : 'evidence.view';
      await appendAudit(store, { actor: account, action, subject: `${device}/${id}`, details }, true);
      const { jpeg, width, height, taken_at: takenAtMs } = picture;
      const inForce = 'still' in answer ? (answer.in_force ?? null) : null;
      return { state: 'here', jpeg, width, height, takenAtMs, expiresAtMs, nowMs, inForce, incident };
    },
  };
}
