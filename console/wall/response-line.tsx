/** The response level of the city: what is in force and by whom, what the evidence asks for and how long it has waited. */
import type { ResponseLevel, ResponseView } from '@chengyun/contracts';
import { formatClock, formatDuration } from '../state/format.ts';
import { both } from '../ui/say.ts';

export interface ResponseWords {
  readonly inForce: string;
  /** Empty when nothing waits for a person. */
  readonly proposed: string;
  /** Who confirmed it and when, and how long the proposal may still wait. */
  readonly detail: string;
  readonly isOverdue: boolean;
}

export function responseWords(response: ResponseView, nowMs: number): ResponseWords {
  const { inForce, proposed, proposedAt, overdueAt, confirmedBy, confirmedAt } = response;
  const waits = proposedAt !== null && proposed !== inForce;
  const isOverdue = waits && overdueAt !== null && nowMs > overdueAt;
  const confirmed =
    confirmedBy === null || confirmedAt === null
      ? ''
      : both('response.by', { by: confirmedBy, at: formatClock(confirmedAt, false) }).zh;
  return {
    inForce: inForce === null ? both('response.none').zh : levelWord(inForce),
    proposed: waits ? proposalWord(proposed) : '',
    detail: [confirmed, waits ? waitWord(nowMs, overdueAt) : ''].filter(Boolean).join(' · '),
    isOverdue,
  };
}

const levelWord = (level: ResponseLevel): string => both('response.level', { level }).zh;

const proposalWord = (level: ResponseLevel | null): string =>
  level === null ? both('response.proposedEnd').zh : both('response.proposed', { level }).zh;

function waitWord(nowMs: number, overdueAt: number | null): string {
  if (overdueAt === null) return '';
  if (nowMs > overdueAt) return both('response.overdue', { over: formatDuration(nowMs - overdueAt) }).zh;
  return both('response.waiting', { left: formatDuration(overdueAt - nowMs) }).zh;
}

export function ResponseLine({ response, nowMs }: { readonly response: ResponseView | null; readonly nowMs: number }) {
  if (!response) return <div class="response" />;
  const { inForce, proposed, detail, isOverdue } = responseWords(response, nowMs);
  return (
    <div class="response" data-in-force={response.inForce ?? 'none'} data-proposed={response.proposed ?? 'none'}>
      <p class="response-levels">
        <span class="mid">{both('response.title').zh}</span> <strong>{inForce}</strong>
        {proposed !== '' && (
          <span class="response-proposed" data-overdue={isOverdue}>
            {proposed}
          </span>
        )}
      </p>
      <p class="response-detail low number clip">
        <span lang="en">{both('response.title').en}</span>
        {detail !== '' && ` · ${detail}`}
      </p>
    </div>
  );
}
