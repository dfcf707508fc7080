/** What is to be said of a camera's picture: taken when and gone when, waited for, refused, or why there is none yet. */
import { formatClock } from '../../state/format.ts';
import type { Still } from './use-still.ts';
import { sayPage } from './words/say-page.ts';

export function StillLine({ still }: { readonly still: Still }) {
  if (still.state === 'here') {
    const seconds = Math.max(0, Math.ceil(still.leftMs / 1000));
    const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    return (
      <span class="mid">
        {sayPage('zones.taken', { at: formatClock(still.takenAtMs) })} ·{' '}
        <span class="number" role="timer">
          {sayPage('zones.left', { left })}
        </span>
      </span>
    );
  }
  if (still.state === 'refused') return <strong role="status">{still.message}</strong>;
  const words = { none: 'zones.private', waiting: 'zones.waiting', over: 'zones.over' } as const;
  return (
    <span class="mid" role="status">
      {sayPage(words[still.state])}
    </span>
  );
}
