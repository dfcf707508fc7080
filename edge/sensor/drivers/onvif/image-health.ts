/** The health of a camera from what it says of its own picture (ONVIF Imaging and Device IO events). */
import { numberFromItem } from './notification.ts';

type Health = 'ok' | 'offline' | 'moved' | 'dark' | 'blurred';

/** The worst comes first. */
const TOPICS: readonly (readonly [topic: string, health: Health])[] = [
  ['VideoSource/SignalLoss', 'offline'],
  ['VideoSource/GlobalSceneChange', 'moved'],
  ['VideoSource/ImageTooDark', 'dark'],
  ['VideoSource/ImageTooBlurry', 'blurred'],
];

export interface ImageHealth {
  /** Each gives the new health, or null when it is what it was. */
  online(): Health | null;
  offline(): Health | null;
  hear(topic: string, data: Readonly<Record<string, string>>): Health | null;
}

export function createImageHealth(): ImageHealth {
  const wrong = new Set<Health>();
  let isOnline = true;
  let said: Health | null = null;

  function change(): Health | null {
    const worst = TOPICS.find(([, health]) => wrong.has(health))?.[1] ?? 'ok';
    const now = isOnline ? worst : 'offline';
    if (now === said) return null;
    said = now;
    return now;
  }

  return {
    online: () => {
      isOnline = true;
      return change();
    },
    offline: () => {
      isOnline = false;
      // What it said before it went is not known to hold when it comes back.
      wrong.clear();
      return change();
    },
    hear: (topic, data) => {
      // A topic is followed by the service that says it, for instance /ImagingService.
      const found = TOPICS.find(([known]) => topic === known || topic.startsWith(`${known}/`));
      if (found === undefined || !('State' in data)) return null;
      if (numberFromItem(data.State) === 1) wrong.add(found[1]);
      else wrong.delete(found[1]);
      return change();
    },
  };
}
