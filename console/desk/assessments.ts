/** What analytics found beyond single alarms, asked for every few seconds; the last answer stays while nobody answers. */
import type { AlarmFigures, ResponseProposal, RiskRecord, ShadowCounts } from '@chengyun/contracts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { LiveState } from '../state/live.ts';
import type { DeskServer } from './desk-server.ts';

export interface FoundBeyond {
  readonly risk: RiskRecord | null;
  readonly response: ResponseProposal | null;
  readonly figures: AlarmFigures | null;
  readonly shadow: ShadowCounts | null;
}

export interface Assessments {
  readonly risk: ReadonlySignal<RiskRecord | null>;
  readonly response: ReadonlySignal<ResponseProposal | null>;
  readonly figures: ReadonlySignal<AlarmFigures | null>;
  readonly shadow: ReadonlySignal<ShadowCounts | null>;
  readonly refresh: () => Promise<void>;
  /** Begins to ask; returns how to end it. */
  readonly start: () => () => void;
}

const EVERY_MS = 5000;

export function createAssessments(live: Pick<LiveState, 'timeline'>, server: Pick<DeskServer, 'get'>): Assessments {
  const risk = signal<RiskRecord | null>(null);
  const response = signal<ResponseProposal | null>(null);
  const figures = signal<AlarmFigures | null>(null);
  const shadow = signal<ShadowCounts | null>(null);

  async function refresh(): Promise<void> {
    const timeline = live.timeline.peek()?.id;
    if (timeline === undefined) return;
    const answer = await server.get<FoundBeyond>('/api/assessments', { timeline });
    if (!answer.ok) return;
    risk.value = answer.value.risk;
    response.value = answer.value.response;
    figures.value = answer.value.figures;
    shadow.value = answer.value.shadow;
  }

  return {
    ...{ risk, response, figures, shadow, refresh },
    start: () => {
      let known = '';
      const stopFollowing = live.timeline.subscribe((timeline) => {
        if (!timeline || timeline.id === known) return;
        known = timeline.id;
        void refresh();
      });
      const timer = setInterval(() => void refresh(), EVERY_MS);
      return () => {
        clearInterval(timer);
        stopFollowing();
      };
    },
  };
}
