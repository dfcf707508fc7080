/**
 * Answers of cameras on their way to the console. Only what was asked for is taken, once, from the camera that was
 * asked; it lies in memory until the console has fetched it and for ten minutes at most. Nothing of it enters the log.
 */
import { type Command, type EvidenceMessage, EvidenceMessageSchema, STILL_KEEP_MS } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { HealthRoutes } from '@chengyun/platform/service/health.ts';
import { Compile } from 'typebox/compile';
import type { Sender } from './registry.ts';
import { type Rejected, rejected, rejectionOfMismatch } from './rejection.ts';
import { faultOfStill } from './still-jpeg.ts';

/** Null: taken. */
export type TakeEvidence = (sender: Sender, payload: Uint8Array) => Rejected | null;

export interface EvidenceBox {
  readonly take: TakeEvidence;
  /** These were sent; one that is known already stays as it is. */
  expect(commands: readonly Command[]): void;
  /** False once it was answered, or when nobody waits for it any more. */
  isAwaited(command: string): boolean;
  /** GET /still?command=… on the health page: the answer, once. */
  readonly routes: HealthRoutes;
}

/** A camera that was asked in time may still need a moment. */
const GRACE_MS = 30_000;
const ANSWERS_MAX = 50;

interface Asked {
  readonly device: string;
  /** Whoever was asked for a mosaic may not send anything finer. */
  readonly kind: Command['command'];
  readonly untilMs: number;
  isAnswered: boolean;
}

const evidenceMessage = Compile(EvidenceMessageSchema);

export function createEvidenceBox(clock: Clock): EvidenceBox {
  /** Until nobody waits any more; answered ones stay, so that the store's list does not open them again. */
  const asked = new Map<string, Asked>();
  const answers = new Map<string, { readonly message: EvidenceMessage; readonly untilMs: number }>();

  const forgetOld = (): void => {
    for (const map of [asked, answers]) {
      for (const [id, { untilMs }] of map) if (untilMs < clock.nowMs()) map.delete(id);
    }
  };

  return {
    expect: (commands) => {
      forgetOld();
      for (const { id, device, command: kind, expires_at } of commands) {
        if (!asked.has(id)) asked.set(id, { device, kind, untilMs: expires_at + GRACE_MS, isAnswered: false });
      }
    },
    isAwaited: (command) => asked.get(command)?.isAnswered === false,
    take: (sender, payload) => {
      forgetOld();
      let message: unknown;
      try {
        message = JSON.parse(Buffer.from(payload).toString('utf8'));
      } catch (error) {
        return rejected('malformed-json', error instanceof Error ? error.message : 'It is not JSON.');
      }
      if (!evidenceMessage.Check(message)) return rejectionOfMismatch(message, () => evidenceMessage.Errors(message));
      const { device, command } = message;
      if (device !== sender.device.id) return rejected('wrong-device', `It says it is from ${device}.`);
      const open = asked.get(command);
      if (open?.device !== device || open.isAnswered) return rejected('unknown-topic', 'No evidence was asked for.');
      const picture = 'still' in message ? message.still : 'evidence' in message ? message.evidence : null;
      const kind = 'evidence' in message ? 'evidence' : 'still';
      if (picture !== null && kind !== open.kind) return rejected('schema', `Asked was ${open.kind}, not ${kind}.`);
      const fault = picture === null ? null : faultOfStill(picture);
      if (fault !== null) return rejected('schema', `The still ${fault}.`);
      if (answers.size >= ANSWERS_MAX) return rejected('oversized', 'Too many stills wait to be fetched.');
      open.isAnswered = true;
      answers.set(command, { message, untilMs: clock.nowMs() + STILL_KEEP_MS });
      return null;
    },
    routes: async (path, query) => {
      if (path !== '/still') return null;
      forgetOld();
      const command = query?.get('command') ?? '';
      const answer = answers.get(command);
      answers.delete(command);
      const contentType = 'application/json; charset=utf-8';
      return answer
        ? { status: 200, contentType, body: JSON.stringify(answer.message) }
        : { status: 404, contentType, body: JSON.stringify({ error: 'no answer yet' }) };
    },
  };
}
