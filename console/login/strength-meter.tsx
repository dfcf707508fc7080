/** Says how strong the password looks that is being typed: in words, and as a bar beside them. */
import { PASSWORD_LETTERS_MIN } from '../state/password-rules.ts';
import { STRENGTHS, strengthOf } from './password-strength.ts';
import { l } from './words.ts';

export interface StrengthMeterProps {
  /** Of the words, for `aria-describedby` of the field. */
  readonly id: string;
  readonly password: string;
  readonly account: string;
}

export function StrengthMeter({ id, password, account }: StrengthMeterProps) {
  const strength = strengthOf(password, account);
  const missing = PASSWORD_LETTERS_MIN - [...password].length;
  const isShort = strength !== 'none' && missing > 0;
  const words = isShort ? l('tooShort').replace('{n}', String(missing)) : l(`strength.${strength}`);
  return (
    <div class="strength">
      <meter
        min={0}
        max={STRENGTHS.length - 1}
        value={STRENGTHS.indexOf(strength)}
        aria-label={l('strength')}
        aria-valuetext={words}
      />
      <span id={id} aria-live="polite">
        {words}
      </span>
    </div>
  );
}
