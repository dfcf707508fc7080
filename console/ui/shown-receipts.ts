/** Tells the server which alarms this wall or desk has on its screen: an alarm is shown when somebody could see it. */
import { effect } from '@preact/signals';
import type { LiveClient } from '../state/live.ts';

/** Alarms are drawn in the frame after the one in which they came. */
const FRAMES = 2;
const BATCH_MAX = 500;

export interface ShownPage {
  readonly isVisible: () => boolean;
  readonly afterFrame: (then: () => void) => void;
  readonly onVisible: (then: () => void) => void;
}

const thisPage: ShownPage = {
  isVisible: () => document.visibilityState === 'visible',
  afterFrame: (then) => void requestAnimationFrame(then),
  onVisible: (then) => document.addEventListener('visibilitychange', then),
};

type Live = Pick<LiveClient, 'alarms' | 'replay' | 'connection' | 'timeline' | 'sayShown'>;

/** Returns how to end it. A new connection is told again: the server knows what it knows. */
export function followShown(live: Live, page: ShownPage = thisPage): () => void {
  let said = new Set<string>();
  let place = '';
  const look = (): void => {
    // All of them are read each time: what is not read would no longer wake this up.
    const [alarms, connection, replay] = [live.alarms.value, live.connection.value, live.replay.value];
    const here = live.timeline.value?.id ?? '';
    if (!page.isVisible() || connection === 'offline' || replay) return;
    if (here !== place) said = new Set();
    place = here;
    const fresh = [...alarms.keys()].filter((id) => !said.has(id)).slice(0, BATCH_MAX);
    said = new Set([...said, ...fresh].filter((id) => alarms.has(id)));
    if (fresh.length > 0) after(FRAMES, () => live.sayShown(fresh));
  };
  const after = (frames: number, then: () => void): void => {
    if (frames === 0) then();
    else page.afterFrame(() => after(frames - 1, then));
  };
  page.onVisible(look);
  const stopForgetting = effect(() => {
    if (live.connection.value === 'offline') said = new Set();
  });
  const stopLooking = effect(look);
  return () => {
    stopForgetting();
    stopLooking();
  };
}
