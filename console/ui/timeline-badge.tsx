/** Says which timeline is shown. Only the live one may ever carry the word LIVE, and only while the link stands. */
import type { TimelineView } from '@chengyun/contracts';
import type { Connection } from '../state/live.ts';
import { both } from './say.ts';

export interface TimelineBadgeProps {
  readonly timeline: TimelineView;
  readonly connection: Connection;
}

export function TimelineBadge({ timeline, connection }: TimelineBadgeProps) {
  // Its room stays, so that what stands beside it does not jump when the link goes and comes.
  const isUntrue = timeline.kind === 'live' && connection !== 'live';
  const name = both(`mode.${timeline.kind}`);
  return (
    <span class="badge" data-kind={timeline.kind} hidden={isUntrue}>
      {timeline.kind === 'live' && <i class="dot" aria-hidden="true" />}
      {name.zh} <span lang="en">{name.en}</span>
      {timeline.kind !== 'live' && (
        <span class="badge-label">
          {timeline.label}
          {timeline.pace > 0 && timeline.pace !== 1 ? ` ×${timeline.pace}` : ''}
        </span>
      )}
    </span>
  );
}
