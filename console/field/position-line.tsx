/** What the phone tells of its place, and the way to stop it. */
import { say } from '../ui/say.ts';
import type { PositionSender } from './position-sender.ts';

const WORDS = { sending: 'field.placeSent', stopped: 'field.placeStopped', refused: 'field.placeRefused' } as const;

export function PositionLine({ position }: { readonly position: PositionSender }) {
  const telling = position.telling.value;
  if (telling === 'idle') return null;
  const isSending = telling === 'sending';
  return (
    <p class="position-line">
      <span role="status">{say(WORDS[telling])}</span>
      <button type="button" onClick={isSending ? position.stop : position.resume}>
        {say(isSending ? 'field.placeStop' : 'field.placeSend')}
      </button>
    </p>
  );
}
