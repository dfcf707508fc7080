/** The verbs with their keys, as buttons; in a mode, what its next key may be; and the answer to the last one. */
import { DESK_KEYS, type DeskKey, type DeskVerb, keyLabel } from '../state/keymap.ts';
import { say, sayText } from '../ui/say.ts';
import type { Surface } from '../ui/surface.ts';
import type { DeskModel } from './desk-model.ts';
import type { DeskVerbs } from './desk-verbs.ts';
import { sayDesk } from './words/say-desk.ts';

const BAR: readonly DeskVerb[] = [
  ...([
    'ack',
    'dispatch',
    'shelve',
    'resolve',
    'note',
    'evidence',
    'map',
    'undo',
    'go',
    'palette',
    'search',
    'help',
  ] as const),
];

export interface ActionBarProps {
  readonly model: DeskModel;
  readonly verbs: DeskVerbs;
  readonly surface: Surface;
}

export function ActionBar({ model, verbs, surface }: ActionBarProps) {
  const mode = model.mode.value;
  const asking = mode === 'text' && model.purpose.value !== 'note';
  const keys: readonly (DeskKey & { readonly verb: DeskVerb })[] = DESK_KEYS;
  const shown =
    mode === 'list' || mode === 'text' || mode === 'palette'
      ? BAR.flatMap((verb) => keys.find((key) => key.mode === 'list' && key.verb === verb) ?? [])
      : keys.filter((key) => key.mode === mode);
  return (
    <footer class="action-bar">
      {asking && model.purpose.value === 'search' && <SearchField model={model} verbs={verbs} />}
      {asking && model.purpose.value === 'response' && <ReasonField surface={surface} verbs={verbs} />}
      {!asking && (
        <ul>
          {shown.map((key) => (
            <li key={`${key.verb}-${key.keys[0]}`}>
              <button type="button" onClick={() => verbs.run(key)}>
                <kbd>{keyLabel({ ...key, keys: key.keys.slice(0, 1) })}</kbd> {say(key.word)}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p class="message" role="status">
        {model.message.value}
      </p>
    </footer>
  );
}

function SearchField({ model, verbs }: { readonly model: DeskModel; readonly verbs: DeskVerbs }) {
  return (
    <label class="search">
      <span class="mid">{say('verb.search')}</span>
      <input
        ref={(field) => field?.focus()}
        value={model.query.value}
        onInput={(event) => {
          model.query.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => event.key === 'Enter' && verbs.commitText('')}
      />
    </label>
  );
}

/** Why a response level is confirmed. It begins as the strongest piece of evidence: that and Enter are two keystrokes. */
function ReasonField({ surface, verbs }: { readonly surface: Surface; readonly verbs: DeskVerbs }) {
  const response = surface.live.response.value;
  const level = response?.proposed ?? null;
  const begun = level && response?.evidence[0] ? sayText(response.evidence[0].text) : '';
  const label = level ? sayDesk('response.reason', { level }) : sayDesk('response.endReason');
  return (
    <label class="search">
      <span class="mid">{label}</span>
      <input
        ref={(field) => {
          if (document.activeElement === field) return;
          field?.focus();
          field?.select();
        }}
        defaultValue={begun}
        maxLength={500}
        onKeyDown={(event) =>
          event.key === 'Enter' && !event.isComposing && verbs.commitText(event.currentTarget.value)
        }
      />
    </label>
  );
}
