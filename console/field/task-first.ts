/** On a slow network the task comes first: map, procedures and fonts are asked for when it has come, or stays away. */
import type { LiveState } from '../state/live.ts';

/** Then there is no network, and what the service worker keeps is there at once. */
const WAIT_MS_MAX = 4000;

/** `connection`: what brings the next thing that happens comes before them as well. */
export function taskFirst({ timeline }: Pick<LiveState, 'timeline'>, connection: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, WAIT_MS_MAX);
    const stop = timeline.subscribe((view) => {
      if (!view) return;
      void connection.then(() => {
        clearTimeout(timer);
        resolve();
      });
      // Not while it is being called.
      queueMicrotask(() => stop());
    });
  });
}
