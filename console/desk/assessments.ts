/** Figures of the alarms and counts of rules in shadow, asked for every few seconds; the last answer stays while nobody answers. */
import type { AlarmFigures, ShadowCounts } from '@chengyun/contracts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { LiveState } from '../state/live.ts';
import type { DeskServer } from './desk-server.ts';

export interface Assessments {
  readonly figures: ReadonlySignal<AlarmFigures | null>;
  readonly shadow: ReadonlySignal<ShadowCounts | null>;
  /** Begins to ask; returns how to end it. */
  readonly start: () => () => void;
}

const EVERY_MS = 5000;

export function createAssessments(live: Pick<LiveState, 'timeline'>, server: Pick<DeskServer, 'get'>): Assessments {
  const figures = signal<AlarmFigures | null>(null);
  const shadow = signal<ShadowCounts | null>(null);

  async function refresh(): Promise<void> {
    const timeline = live.timeline.peek()?.id;
    if (timeline === undefined) return;
    const answer = await server.get<{ figures: AlarmFigures | null; shadow: ShadowCounts | null }>('/api/assessments', {
      timeline,
    });
    if (!answer.ok) return;
    figures.value = answer.value.figures;
    shadow.value = answer.value.shadow;
  }

  return {
    figures,
    shadow,
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
