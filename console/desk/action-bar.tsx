/** The verbs with their keys, as buttons; in a mode, what its next key may be; and the answer to the last one. */
import { DESK_KEYS, type DeskKey, type DeskVerb, keyLabel } from '../state/keymap.ts';
import { say } from '../ui/say.ts';
import type { DeskModel } from './desk-model.ts';
import type { DeskVerbs } from './desk-verbs.ts';

const BAR: readonly DeskVerb[] = ['ack', 'dispatch', 'shelve', 'resolve', 'note', 'map', 'undo', 'search', 'help'];

export function ActionBar({ model, verbs }: { readonly model: DeskModel; readonly verbs: DeskVerbs }) {
  const mode = model.mode.value;
  const searching = mode === 'text' && model.purpose.value === 'search';
  const keys: readonly (DeskKey & { readonly verb: DeskVerb })[] = DESK_KEYS;
  const shown =
    mode === 'list' || mode === 'text'
      ? BAR.flatMap((verb) => keys.find((key) => key.mode === 'list' && key.verb === verb) ?? [])
      : keys.filter((key) => key.mode === mode);
  return (
    <footer class="action-bar">
      {searching ? (
        <SearchField model={model} verbs={verbs} />
      ) : (
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
