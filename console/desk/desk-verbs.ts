/** What each verb of the keymap does. One function per verb; the help sheet and the tests walk the same keymap. */
import type { AlarmView, FactBody } from '@chengyun/contracts';
import { type DeskKey, type DeskVerb, deskKeyFromEvent } from '../state/keymap.ts';
import { createTravelSteps } from '../state/travel-steps.ts';
import { pick } from '../state/words/words.ts';
import type { MapLayers } from '../ui/map-layers.ts';
import { language, say } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import { createDeskActs, type DeskActs } from './desk-acts.ts';
import { DESK_PAGES, DESK_TABS, type DeskModel } from './desk-model.ts';
import { leadToEvidence } from './lead-to-evidence.ts';
import { suggestedOfficers } from './officer-order.ts';
import { paletteHits } from './palette-items.ts';
import { sayDesk } from './words/say-desk.ts';

export interface DeskVerbs {
  /** True when the key meant something and the browser must not use it otherwise. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly run: (key: DeskKey & { readonly verb: DeskVerb }) => void;
  readonly dispatchTo: (officer: string) => void;
  readonly commitText: (text: string) => void;
  /** Asks for the reason with which the proposed response level is confirmed. */
  readonly respond: () => void;
  readonly acts: DeskActs;
}

export interface DeskVerbsDeps {
  readonly surface: Surface;
  readonly model: DeskModel;
  readonly layers: MapLayers;
  readonly clock: { readonly monotonicMs: () => number };
  readonly showMap: (alarm: AlarmView) => void;
}

const MINUTE_MS = 60_000;
/** From another page the panel of reasons must come first, and the list of cameras with it. */
const EVIDENCE_WAIT_MS = 1500;

export function createDeskVerbs({ surface, model, layers, clock, showMap }: DeskVerbsDeps): DeskVerbs {
  const acts = createDeskActs({ surface, model, clock });
  const steps = createTravelSteps(surface.live, surface.travel);
  const officers = () => suggestedOfficers(model.officers.peek());

  /** On the chosen alarm, or on every alarm of the chosen group. */
  const onChosen = (body: (alarm: AlarmView) => FactBody, done: string): void => {
    const alarms = model.chosenAlarms.peek();
    const [first] = alarms;
    if (!first) return;
    const what = alarms.length > 1 ? sayDesk('group.count', { n: alarms.length }) : pick(language.peek(), first.title);
    void acts.act(alarms.map(body), `${done} · ${what}`);
  };

  const dispatchTo = (officer: string): void => {
    const alarm = model.chosen.peek();
    if (!alarm) return;
    const team = surface.live.officers.peek().find((candidate) => candidate.id === officer);
    const name = team ? pick(language.peek(), team.name) : officer;
    const done = `${say('incident.dispatched')} ${name} · ${pick(language.peek(), alarm.title)}`;
    void acts.act([{ kind: 'dispatch', alarm: alarm.id, officer }], done);
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
    const alarms = model.chosenAlarms.peek();
    const row = model.chosenId.peek();
    if (alarms.some((alarm) => alarm.level === 'red') && model.confirmingId.peek() !== row) {
      model.confirmingId.value = row;
      model.message.value = say('desk.confirmResolve');
      return;
    }
    model.confirmingId.value = null;
    onChosen(({ id }) => ({ kind: 'resolve', alarm: id }), say('verb.resolve'));
  }

  const step = (by: 1 | -1): void => {
    if (model.mode.peek() === 'palette') {
      const last = Math.max(0, paletteHits(surface, model, layers).length - 1);
      model.paletteAt.value = Math.max(0, Math.min(last, model.paletteAt.peek() + by));
    } else if (model.mode.peek() === 'dispatch') {
      const limit = Math.max(0, officers().length - 1);
      model.officerAt.value = Math.max(0, Math.min(limit, model.officerAt.peek() + by));
    } else model.step(by);
  };

  function respond(): void {
    const { proposed = null, inForce = null } = surface.live.response.peek() ?? {};
    if (proposed === inForce) {
      model.message.value = sayDesk('response.none');
      return;
    }
    model.purpose.value = 'response';
    model.mode.value = 'text';
  }

  const look = (): void => {
    const alarm = model.chosen.peek();
    model.page.value = 'map';
    if (alarm) showMap(alarm);
    else model.step(1);
  };

  async function seeEvidence(): Promise<void> {
    const waitMs = model.page.peek() === 'map' ? 0 : EVIDENCE_WAIT_MS;
    model.page.value = 'map';
    model.message.value = (await leadToEvidence(document, waitMs)) ? '' : say('desk.noEvidence');
  }

  const verbs: Readonly<Record<DeskVerb, (argument: number, subject: string) => void>> = {
    ack: () => onChosen(({ id }) => ({ kind: 'ack', alarm: id }), say('alarm.active-acknowledged')),
    dispatch: () => {
      model.page.value = 'map';
      model.officerAt.value = 0;
    },
    'dispatch-suggested': () => void dispatchSuggested(),
    shelve: () => undefined,
    'shelve-for': (minutes) =>
      onChosen(
        ({ id }) => ({ kind: 'shelve', alarm: id, minutes, reason: say('fact.reason.default') }),
        say('alarm.shelved'),
      ),
    unshelve: () => {
      if (model.chosen.peek()?.state === 'shelved') {
        onChosen(({ id }) => ({ kind: 'unshelve', alarm: id }), say('verb.unshelve'));
      } else model.message.value = sayDesk('act.notShelved');
    },
    resolve,
    note: () => {
      model.page.value = 'map';
      model.purpose.value = 'note';
    },
    response: respond,
    undo: acts.undo,
    next: () => step(1),
    previous: () => step(-1),
    first: model.chooseFirst,
    expand: () => model.setOpen(true),
    collapse: () => model.setOpen(false),
    tab: () => {
      model.tab.value = DESK_TABS[(DESK_TABS.indexOf(model.tab.peek()) + 1) % DESK_TABS.length]!;
      model.choose(null);
    },
    open: () => {
      const row = model.rows.peek().find((one) => one.id === model.chosenId.peek());
      if (row?.kind === 'group') model.setOpen(!row.isOpen);
      look();
    },
    evidence: () => void seeEvidence(),
    map: () => {
      model.page.value = 'map';
      model.isTopView.value = !model.isTopView.peek();
    },
    layers: layers.cycle,
    travel: (minutes) => steps.by(minutes * MINUTE_MS),
    pause: steps.togglePause,
    'to-live': steps.toLive,
    scrubber: () => {
      model.isTimeOpen.value = !model.isTimeOpen.peek();
    },
    level: (depth) => {
      model.depth.value = depth;
    },
    search: () => {
      model.purpose.value = 'search';
    },
    palette: () => {
      model.paletteQuery.value = '';
      model.paletteAt.value = 0;
    },
    help: () => {
      model.helpOpen.value = !model.helpOpen.peek();
    },
    go: () => undefined,
    domain: (_argument, id) => {
      model.domain.value = id;
      layers.showDomain(id);
    },
    page: (_argument, name) => {
      model.stationId.value = null;
      model.page.value = DESK_PAGES.find((page) => page === name) ?? 'map';
    },
    back: () => {
      if (model.helpOpen.peek()) model.helpOpen.value = false;
      else if (model.mode.peek() === 'list' && model.query.peek() !== '') model.query.value = '';
      else if (model.mode.peek() === 'list') model.page.value = 'map';
      model.confirmingId.value = null;
      model.message.value = '';
    },
    commit: () => {
      const hit = paletteHits(surface, model, layers)[model.paletteAt.peek()];
      model.mode.value = 'list';
      hit?.run(model, run);
    },
  };

  const run: DeskVerbs['run'] = (key) => {
    if (key.verb !== 'resolve') model.confirmingId.value = null;
    if (key.enters) model.mode.value = key.enters;
    verbs[key.verb](key.argument ?? 0, key.subject ?? '');
  };

  return {
    run,
    dispatchTo,
    respond,
    acts,
    onKey: (event) => {
      const mode = model.mode.peek();
      const key = deskKeyFromEvent(event, mode);
      if (!key && mode === 'go' && event.key.length === 1) model.mode.value = 'list';
      // The text field handles its own Enter; a focused button its own Enter and Space.
      if (!key || (key.verb === 'commit' && mode === 'text')) return false;
      if (key.verb === 'open' && event.target instanceof HTMLButtonElement) return false;
      run(key);
      return true;
    },
    commitText: (text) => {
      const said = text.trim();
      const purpose = model.purpose.peek();
      if (purpose === 'note' && said !== '') {
        onChosen(({ id }) => ({ kind: 'note', alarm: id, text: said.slice(0, 1000) }), say('panel.notes'));
      }
      if (purpose === 'response' && said !== '') confirmResponse(said.slice(0, 500));
      model.mode.value = 'list';
    },
  };

  /** What is proposed comes in force; when nothing is proposed any more, what is in force ends. */
  function confirmResponse(reason: string): void {
    const level = surface.live.response.peek()?.proposed ?? null;
    const done = level ? sayDesk('response.confirmed', { level }) : sayDesk('response.ended');
    void acts.act([{ kind: 'confirm-response', level, reason }], done);
  }
}
