/**
 * A lane: how fast it flows, how long its queue is, whether a vehicle has stopped in it and whether one drives against
 * it. A red light is no stopped vehicle: one has stopped when others that came from behind have passed it, or when it
 * stands for longer than any light is red.
 */
import type { GroundMap } from '@chengyun/contracts';
import type { Standing } from '../tracking/standing.ts';
import { createWindow } from '../window.ts';
import { footOf, isInside, type Point } from '../zones/geometry.ts';
import type { ZoneConfig } from '../zones/zone.ts';
import { createPassing } from './passing.ts';
import { queueLengthM } from './queue-length.ts';
import type { Measured, SceneFrame, Situation } from './situation.ts';
import { createWrongWay } from './wrong-way.ts';

const SPEED_WINDOW_MS = 10_000;
/** Speeds of this many sights are as good as more. */
const SPEEDS_ENOUGH = 8;
const QUEUE_WINDOW_MS = 3000;
/** Slower than this a vehicle is part of a queue, which creeps on now and then: 5 km/h. */
const QUEUED_M_PER_S = 1.4;
const STOPPED = { afterMs: 10_000, passedMin: 2, alwaysMs: 180_000 };
/** So long out of sight a vehicle that stood is still taken to stand. */
const HIDDEN_MS_MAX = 60_000;
const KMH_PER_M_PER_S = 3.6;

export function createLane({ polygon, direction }: ZoneConfig, map: GroundMap | null): Situation {
  const speedKmh = createWindow(SPEED_WINDOW_MS);
  const queueM = createWindow(QUEUE_WINDOW_MS);
  const passing = createPassing(direction);
  const wrongWay = createWrongWay(direction, map);
  const isHere = (foot: Point) => isInside(polygon, ...foot);
  let stopped: readonly Standing[] = [];
  let hasSeen = false;

  function see({ ms, tracks, standing, movements }: SceneFrame): void {
    hasSeen = true;
    const vehicles = tracks.filter(({ cls, box, isSeen }) => isSeen && cls === 'vehicle' && isHere(footOf(box)));
    const queued = vehicles.filter(({ id }) => {
      const mPerS = movements.of(id)?.mPerS ?? null;
      if (mPerS !== null) speedKmh.add(Math.hypot(...mPerS) * KMH_PER_M_PER_S, ms);
      return mPerS !== null && Math.hypot(...mPerS) < QUEUED_M_PER_S;
    });
    if (map !== null) queueM.add(queueLengthM(queued, map), ms);
    const still = standing.filter(({ cls, box, seenMs }) => {
      return cls === 'vehicle' && ms - seenMs <= HIDDEN_MS_MAX && isHere(footOf(box));
    });
    passing.see(still, vehicles);
    stopped = still.filter((one) => {
      const stoodMs = ms - one.sinceMs;
      const wasPassed = stoodMs >= STOPPED.afterMs && passing.passed(one) >= STOPPED.passedMin;
      return wasPassed || stoodMs >= STOPPED.alwaysMs;
    });
    wrongWay.see(vehicles, movements, ms);
  }

  return {
    see,
    measure: (ms) => {
      if (!hasSeen) return [];
      const measured: Measured[] = [];
      const speed = speedKmh.median(ms);
      if (speed !== null) {
        const founded = Math.min(1, 0.5 + speedKmh.size(ms) / (2 * SPEEDS_ENOUGH));
        measured.push({ metric: 'traffic.speed', value: Math.round(speed), unit: 'km/h', founded });
      }
      const queue = queueM.median(ms);
      if (queue !== null) {
        measured.push({ metric: 'traffic.queue_length', value: Math.round(queue), unit: 'm', founded: 1 });
      }
      const longest = stopped.toSorted((a, b) => a.sinceMs - b.sinceMs)[0];
      const stoodS = longest === undefined ? 0 : Math.round((ms - longest.sinceMs) / 1000);
      // While it is hidden it is believed, but less and less.
      const founded = longest === undefined ? 1 : Math.max(0, 1 - (ms - longest.seenMs) / HIDDEN_MS_MAX);
      measured.push({ metric: 'traffic.stopped_vehicle', value: stoodS, unit: 's', founded });
      if (direction !== undefined) {
        measured.push({ metric: 'traffic.wrong_way', value: wrongWay.count(ms), unit: '1', founded: 1 });
      }
      return measured;
    },
  };
}
