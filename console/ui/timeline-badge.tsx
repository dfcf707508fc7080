/** Says which timeline is shown. Only the live one may ever carry the word LIVE, and only while the link stands. */
import type { TimelineView } from '@chengyun/contracts';
import type { Connection } from '../state/live.ts';
import { both } from './say.ts';

export interface TimelineBadgeProps {
  readonly timeline: TimelineView;
  readonly connection: Connection;
}

export function TimelineBadge({ timeline, connection }: TimelineBadgeProps) {
  if (timeline.kind === 'live' && connection !== 'live') return null;
  const name = both(`mode.${timeline.kind}`);
  return (
    <span class="badge" data-kind={timeline.kind}>
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
