/** Every key of the desk, printed from the table by which the desk listens. */
import { useEffect, useRef } from 'preact/hooks';
import { DESK_KEYS, type DeskKey, keyLabel } from '../state/keymap.ts';
import { say } from '../ui/say.ts';

const GROUPS = ['act', 'move', 'time', 'find', 'go'] as const;

export function HelpSheet({ onClose }: { readonly onClose: () => void }) {
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => sheet.current?.focus(), []);
  const keys: readonly DeskKey[] = DESK_KEYS;
  return (
    <div class="help-sheet" role="dialog" aria-label={say('verb.help')} tabIndex={-1} ref={sheet}>
      <div class="help-groups">
        {GROUPS.map((group) => (
          <section key={group}>
            <h2>{say(`desk.keys.${group}`)}</h2>
            <dl>
              {keys
                .filter((key) => key.group === group && (key.verb !== 'back' || key.mode === 'list'))
                .map((key) => (
                  <div key={`${key.mode}-${key.verb}-${key.keys[0]}`}>
                    <dt>
                      {key.mode === 'go' && <kbd>G</kbd>}
                      {key.mode === 'palette' && <kbd>Ctrl K</kbd>}
                      {key.mode === 'shelve' && <kbd>S</kbd>}
                      {key.mode === 'dispatch' && key.verb !== 'back' && <kbd>D</kbd>}
                      <kbd>{keyLabel(key)}</kbd>
                    </dt>
                    <dd>{say(key.word)}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <button type="button" onClick={onClose}>
        <kbd>Esc</kbd> {say('verb.back')}
      </button>
    </div>
  );
}
