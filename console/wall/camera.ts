/**
 * When the camera moves: to a new unacknowledged red once, to what a person chose, from stop to stop of a tour, and home
 * again when none is left. Pinned, it stays where it is. Never an idle orbit.
 */
import type { AlarmView } from '@chengyun/contracts';
import type { FlyTarget, Scene } from '../scene/types.ts';
import type { TourStop } from './tour.ts';
import { byUrgency } from './wall-rows.ts';

export interface CameraWish {
  readonly alarms: readonly AlarmView[];
  readonly chosen: string | null;
  readonly pinned: boolean;
  /** Of a tour that runs. */
  readonly stop: TourStop | null;
}

export interface Camera {
  readonly use: (scene: Pick<Scene, 'flyTo' | 'home'> | null) => void;
  readonly follow: (wish: CameraWish) => void;
  readonly home: () => void;
}

const targetOf = (alarm: AlarmView): FlyTarget => ({
  lonDeg: alarm.lonDeg,
  latDeg: alarm.latDeg,
  rangeM: Math.max(5200, alarm.radiusM * 6),
});

/** The alarm to look at: what was chosen, else the worst unacknowledged red. */
export function lookedAt({ alarms, chosen }: Pick<CameraWish, 'alarms' | 'chosen'>): AlarmView | null {
  const picked = alarms.find((alarm) => alarm.id === chosen);
  if (picked) return picked;
  const reds = alarms.filter((alarm) => alarm.level === 'red' && alarm.state === 'active-unacknowledged');
  return reds.sort(byUrgency)[0] ?? null;
}

export function createCamera(): Camera {
  let scene: Pick<Scene, 'flyTo' | 'home'> | null = null;
  let atId: string | null = null;
  let dismissedId: string | null = null;
  return {
    use: (next) => {
      scene = next;
      atId = null;
    },
    follow: (wish) => {
      const target = lookedAt(wish);
      const id = target?.id ?? (wish.stop ? `stop:${wish.stop.domain}` : null);
      if (!scene || wish.pinned || id === atId) return;
      if (target && id === dismissedId && wish.chosen !== id) return;
      atId = id;
      const place = target ? targetOf(target) : (wish.stop?.target ?? null);
      void (place ? scene.flyTo(place) : scene.home());
    },
    home: () => {
      dismissedId = atId;
      atId = null;
      void scene?.home();
    },
  };
}
