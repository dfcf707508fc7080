/** Oneself: on or off duty, language, display, what is still to be sent, sign out. */
import type { Bilingual, FactRequest } from '@chengyun/contracts';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { formatClock } from '../state/format.ts';
import type { RefusedFact } from '../state/outbox.ts';
import { language, say, sayText, setLanguage } from '../ui/say.ts';
import { theme, toggleTheme } from '../ui/theme.ts';
import { sayFact } from './fact-words.ts';
import type { PushNotices } from './push-notices.ts';

export interface MeTabProps {
  readonly name: Bilingual;
  readonly onDuty: Signal<boolean>;
  /** Asks the server; the switch moves when it agreed. */
  readonly onDutyChange: (onDuty: boolean) => void;
  readonly waiting: ReadonlySignal<readonly FactRequest[]>;
  readonly refused: ReadonlySignal<readonly RefusedFact[]>;
  readonly push: PushNotices;
  readonly onSignOut: () => void;
}

export function MeTab({ name, onDuty, onDutyChange, push, waiting, refused, onSignOut }: MeTabProps) {
  return (
    <div class="me">
      <h1>{sayText(name)}</h1>
      <button
        type="button"
        class="me-row"
        role="switch"
        aria-checked={onDuty.value}
        onClick={() => onDutyChange(!onDuty.value)}
      >
        <span>
          {say('field.duty')}
          <span class="mid">{say('field.dutyHint')}</span>
        </span>
        <i class="switch" data-on={onDuty.value} aria-hidden="true" />
      </button>
      <button type="button" class="me-row" onClick={() => setLanguage(language.value === 'zh' ? 'en' : 'zh')}>
        <span>{say('field.language')}</span>
        <span class="mid">{say('language.name')}</span>
      </button>
      <button type="button" class="me-row" onClick={toggleTheme}>
        <span>{say('field.theme')}</span>
        <span class="mid">{say(theme.value === 'ink' ? 'theme.ink' : 'theme.paper')}</span>
      </button>
      <PushRow push={push} />
      <section>
        <h2>{say('field.outbox')}</h2>
        {waiting.value.length === 0 && <p class="mid">{say('field.outboxEmpty')}</p>}
        <ol class="outbox">
          {waiting.value.map((fact) => (
            <li key={fact.seq}>
              <span>{sayFact(fact)}</span>
              <span class="number mid">{formatClock(fact.at)}</span>
            </li>
          ))}
          {refused.value.map(({ fact, message }) => (
            <li key={`refused-${fact.seq}`}>
              <span>
                {sayFact(fact)} · {say('field.refused')}
              </span>
              <span class="mid">{message}</span>
            </li>
          ))}
        </ol>
      </section>
      <button type="button" class="me-row" onClick={onSignOut}>
        {say('verb.signOut')}
      </button>
    </div>
  );
}

const PUSH_HINTS = {
  unable: 'field.pushUnable',
  off: 'field.pushHint',
  on: 'field.pushHint',
  refused: 'field.pushRefused',
  failed: 'field.pushFailed',
} as const;

function PushRow({ push }: { readonly push: PushNotices }) {
  const state = push.state.value;
  return (
    <button
      type="button"
      class="me-row"
      role="switch"
      aria-checked={state === 'on'}
      disabled={state === 'unable'}
      onClick={() => void push.turn(state !== 'on')}
    >
      <span>
        {say('field.push')}
        <span class="mid">{say(PUSH_HINTS[state])}</span>
      </span>
      <i class="switch" data-on={state === 'on'} aria-hidden="true" />
    </button>
  );
}
