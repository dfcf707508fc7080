/** The response level: what is proposed and waits for a person, else what is in force. C confirms it. */
import { formatClock } from '../state/format.ts';
import type { Surface } from '../ui/surface.ts';
import { sayDesk } from './words/say-desk.ts';

export interface ResponseLineProps {
  readonly surface: Surface;
  readonly onConfirm: () => void;
}

export function ResponseLine({ surface, onConfirm }: ResponseLineProps) {
  const response = surface.live.response.value;
  if (!response) return null;
  const { proposed, inForce, confirmedBy, confirmedAt, overdueAt } = response;
  if (proposed !== null && proposed !== inForce) {
    const isOverdue = overdueAt !== null && surface.nowMs.value > overdueAt;
    return (
      <button type="button" class="response" data-overdue={isOverdue} onClick={onConfirm}>
        <kbd>C</kbd> {sayDesk('response.proposed', { level: proposed })}
        {isOverdue && ` · ${sayDesk('response.overdue')}`}
      </button>
    );
  }
  if (inForce === null) return null;
  const at = confirmedAt === null ? '' : formatClock(confirmedAt, false);
  return <span class="response-now">{sayDesk('response.inForce', { level: inForce, by: confirmedBy ?? '', at })}</span>;
}
