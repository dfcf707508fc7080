/** What each verb of the keymap does. One function per verb; the help sheet and the tests walk the same keymap. */
import type { AlarmState, AlarmView, FactBody } from '@chengyun/contracts';
import { type DeskKey, type DeskVerb, deskKeyFromEvent } from '../state/keymap.ts';
import { UNDO_WITHIN_MS } from '../state/undo.ts';
import { pick } from '../state/words/words.ts';
import { language, say } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';
import { suggestedOfficers } from './officer-order.ts';

export interface DeskVerbs {
  /** True when the key meant something and the browser must not use it otherwise. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly run: (key: DeskKey & { readonly verb: DeskVerb }) => void;
  readonly dispatchTo: (officer: string) => void;
  readonly commitText: (text: string) => void;
}

export interface DeskVerbsDeps {
  readonly surface: Surface;
  readonly model: DeskModel;
  readonly clock: { readonly monotonicMs: () => number };
  readonly showMap: (alarm: AlarmView) => void;
}

/** The server's answer may overtake its delta by a moment; only then the delta alone is believed. */
const SETTLE_MS = 500;

/** What an alarm becomes by a fact, shown at once; the server has the last word. */
const EXPECTED: Readonly<Partial<Record<FactBody['kind'], AlarmState>>> = {
  ack: 'active-acknowledged',
  shelve: 'shelved',
};

export function createDeskVerbs({ surface, model, clock, showMap }: DeskVerbsDeps): DeskVerbs {
  let last: { readonly id: string; readonly atMs: number } | null = null;

  const officers = () => suggestedOfficers(model.officers.peek());

  async function act(body: FactBody, done: string): Promise<void> {
    model.message.value = '';
    const expected = EXPECTED[body.kind];
    if ('alarm' in body && expected) model.expect(body.alarm, expected);
    const outcome = await surface.act(body);
    if ('alarm' in body) setTimeout(() => model.expect(body.alarm, null), outcome.ok ? SETTLE_MS : 0);
    if (outcome.ok) {
      if (body.kind !== 'undo') last = { id: outcome.id, atMs: clock.monotonicMs() };
      model.message.value = done;
    } else {
      model.message.value = outcome.queued ? say('fact.failed') : `${say('fact.refused')} ${outcome.message}`;
    }
  }

  const onChosen = (body: (alarm: AlarmView) => FactBody, done: string): void => {
    const alarm = model.chosen.peek();
    if (alarm) void act(body(alarm), `${done} · ${pick(language.peek(), alarm.title)}`);
  };

  const dispatchTo = (officer: string): void => {
    const team = surface.live.officers.peek().find((candidate) => candidate.id === officer);
    const name = team ? pick(language.peek(), team.name) : officer;
    onChosen(({ id }) => ({ kind: 'dispatch', alarm: id, officer }), `${say('incident.dispatched')} ${name}`);
  };

  /** Two quick keys must not send whoever happens to be first: the ranking for this alarm is waited for. */
  async function dispatchSuggested(): Promise<void> {
    const alarm = model.chosen.peek();
    if (!alarm) return;
    const at = model.officerAt.peek();
    const isRanked = officers().some((officer) => officer.distanceM !== null);
    const team = isRanked ? officers() : suggestedOfficers(await surface.officersFor(alarm.id));
    const officer = (team.length > 0 ? team : officers())[at];
    if (!officer) model.message.value = say('desk.nobodyFree');
    else if (model.chosen.peek()?.id === alarm.id) dispatchTo(officer.id);
  }

  function resolve(): void {
    const alarm = model.chosen.peek();
    if (!alarm) return;
    if (alarm.level === 'red' && model.confirmingId.peek() !== alarm.id) {
      model.confirmingId.value = alarm.id;
      model.message.value = say('desk.confirmResolve');
      return;
    }
    model.confirmingId.value = null;
    onChosen(({ id }) => ({ kind: 'resolve', alarm: id }), say('verb.resolve'));
  }

  function undo(): void {
    if (!last || clock.monotonicMs() - last.atMs > UNDO_WITHIN_MS) {
      model.message.value = say('desk.nothingToUndo');
      return;
    }
    const { id } = last;
    last = null;
    void act({ kind: 'undo', fact: id }, say('fact.undone'));
  }

  const step = (by: 1 | -1): void => {
    if (model.mode.peek() !== 'dispatch') {
      model.step(by);
      return;
    }
    const limit = Math.max(0, officers().length - 1);
    model.officerAt.value = Math.max(0, Math.min(limit, model.officerAt.peek() + by));
  };

  const verbs: Readonly<Record<DeskVerb, (argument: number) => void>> = {
    ack: () => onChosen(({ id }) => ({ kind: 'ack', alarm: id }), say('alarm.active-acknowledged')),
    dispatch: () => {
      model.officerAt.value = 0;
    },
    'dispatch-suggested': () => void dispatchSuggested(),
    shelve: () => undefined,
    'shelve-for': (minutes) =>
      onChosen(
        ({ id }) => ({ kind: 'shelve', alarm: id, minutes, reason: say('fact.reason.default') }),
        say('alarm.shelved'),
      ),
    resolve,
    note: () => {
      model.purpose.value = 'note';
    },
    undo,
    next: () => step(1),
    previous: () => step(-1),
    open: () => {
      const alarm = model.chosen.peek();
      if (alarm) showMap(alarm);
      else model.step(1);
    },
    evidence: () => {
      model.message.value = say('desk.noEvidence');
    },
    map: () => {
      const alarm = model.chosen.peek();
      if (alarm) showMap(alarm);
    },
    level: (depth) => {
      model.depth.value = depth;
    },
    search: () => {
      model.purpose.value = 'search';
    },
    palette: () => {
      model.helpOpen.value = true;
    },
    help: () => {
      model.helpOpen.value = !model.helpOpen.peek();
    },
    back: () => {
      if (model.helpOpen.peek()) model.helpOpen.value = false;
      else if (model.mode.peek() === 'list') model.query.value = '';
      model.confirmingId.value = null;
      model.message.value = '';
    },
    commit: () => undefined,
  };

  const run: DeskVerbs['run'] = (key) => {
    if (key.verb !== 'resolve') model.confirmingId.value = null;
    verbs[key.verb](key.argument ?? 0);
    if (key.enters && key.verb !== 'palette') model.mode.value = key.enters;
  };

  return {
    run,
    dispatchTo,
    onKey: (event) => {
      // The text field handles its own Enter; a focused button its own Enter and Space.
      const key = deskKeyFromEvent(event, model.mode.peek());
      if (!key || key.verb === 'commit') return false;
      if (key.verb === 'open' && event.target instanceof HTMLButtonElement) return false;
      run(key);
      return true;
    },
    commitText: (text) => {
      const note = text.trim();
      if (model.purpose.peek() === 'note' && note !== '') {
        onChosen(({ id }) => ({ kind: 'note', alarm: id, text: note.slice(0, 1000) }), say('panel.notes'));
      }
      model.mode.value = 'list';
    },
  };
}
