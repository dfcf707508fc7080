/** States facts for the desk, one or a group's worth at once, shows what they will do before the server says so, and takes the last ones back. */
import type { AlarmState, FactBody } from '@chengyun/contracts';
import { UNDO_WITHIN_MS } from '../state/undo.ts';
import { say } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';

export interface DeskActs {
  /** States all of them; `done` is the message when every one was taken. */
  readonly act: (bodies: readonly FactBody[], done: string) => Promise<void>;
  /** Takes back what the last `act` stated, within 10 s. */
  readonly undo: () => void;
}

export interface DeskActsDeps {
  readonly surface: Pick<Surface, 'act'>;
  readonly model: Pick<DeskModel, 'message' | 'expect'>;
  readonly clock: { readonly monotonicMs: () => number };
}

/** The server's answer may overtake its delta by a moment; only then the delta alone is believed. */
const SETTLE_MS = 500;

/** What an alarm becomes by a fact, shown at once; the server has the last word. */
const EXPECTED: Readonly<Partial<Record<FactBody['kind'], AlarmState>>> = {
  ack: 'active-acknowledged',
  shelve: 'shelved',
};

export function createDeskActs({ surface, model, clock }: DeskActsDeps): DeskActs {
  let last: { readonly ids: readonly string[]; readonly alarms: readonly string[]; readonly atMs: number } | null =
    null;

  async function state(body: FactBody) {
    const expected = EXPECTED[body.kind];
    if ('alarm' in body && expected) model.expect(body.alarm, expected);
    const outcome = await surface.act(body);
    if ('alarm' in body) setTimeout(() => model.expect(body.alarm, null), outcome.ok ? SETTLE_MS : 0);
    return outcome;
  }

  async function act(bodies: readonly FactBody[], done: string): Promise<void> {
    model.message.value = '';
    const outcomes = await Promise.all(bodies.map(state));
    const taken = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.id] : []));
    const isUndo = bodies.some((body) => body.kind === 'undo');
    if (!isUndo && taken.length > 0) {
      const alarms = bodies.flatMap((body) => ('alarm' in body ? [body.alarm] : []));
      last = { ids: taken, alarms, atMs: clock.monotonicMs() };
    }
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (!failed || failed.ok) model.message.value = done;
    else model.message.value = failed.queued ? say('fact.failed') : `${say('fact.refused')} ${failed.message}`;
  }

  return {
    act,
    undo: () => {
      if (!last || clock.monotonicMs() - last.atMs > UNDO_WITHIN_MS) {
        model.message.value = say('desk.nothingToUndo');
        return;
      }
      const { ids, alarms } = last;
      last = null;
      // What the act was expected to do would hide that it is taken back.
      for (const alarm of alarms) model.expect(alarm, null);
      void act(
        ids.map((fact) => ({ kind: 'undo', fact })),
        say('fact.undone'),
      );
    },
  };
}
