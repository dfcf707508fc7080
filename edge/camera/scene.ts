/**
 * What a camera understands of its picture: boxes of the detector in, measurements out. One tracker follows everything;
 * what stands, what crosses a line, what is in a zone and what goes on there are read off its tracks.
 *
 * Invariants: tracks and places stay in here; what is measured are counts, rates, lengths and times. Time is the
 * caller's and does not go back. Shapes change between two frames; those that stay as they are keep what they have seen.
 */
import { type GroundMap, mapGround } from '@chengyun/contracts';
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { createConfidence } from './confidence/confidence.ts';
import type { CameraConfig } from './config.ts';
import { createMovements } from './ground/movements.ts';
import { SITUATIONS } from './situations/index.ts';
import { createPonding, type JudgeWater, type Ponding } from './situations/ponding.ts';
import type { Measured, Situation } from './situations/situation.ts';
import { createStandingWatch } from './tracking/standing.ts';
import { createTracker, type ScoredBox, type TrackerCounts } from './tracking/tracker.ts';
import { createLineCounter, type LineMeasurement } from './zones/line-counter.ts';
import { createZone, type SeenBox, type Zone, type ZoneConfig, type ZoneMeasurement } from './zones/zone.ts';

export type SceneShapes = Pick<CameraConfig, 'zones' | 'lines' | 'ground'>;

export interface ZoneReport {
  readonly config: ZoneConfig;
  /** Null when no frame was seen lately. */
  readonly measured: ZoneMeasurement | null;
  readonly situation: readonly Measured[];
}

export interface Scene {
  /** Boxes of one frame, doubtful ones too; the frame itself is looked at and not kept, null where there is none. */
  see(boxes: readonly ScoredBox[], ms: number, frame: RgbFrame | null): void;
  /** Has water on roads judged where it is time to; resolves when that is done. */
  lookForWater(frame: RgbFrame, ms: number, judge: JudgeWater): Promise<void>;
  configure(shapes: SceneShapes): void;
  zones(ms: number): readonly ZoneReport[];
  lines(ms: number): readonly LineMeasurement[];
  /** How far all of it can be believed, 0 to 1. */
  confidence(ms: number): number;
  counts(): TrackerCounts;
}

interface WatchedZone {
  readonly zone: Zone;
  readonly situation: Situation | null;
  readonly ponding: Ponding | null;
}

/** Counts are medians over this time: long enough for one missed box, short enough for a changing queue. */
const WINDOW_MS = 3000;
/** A vehicle that stayed in its place for this long stands in a queue. */
const QUEUED_AFTER_MS = 2500;

function watch(config: ZoneConfig, map: GroundMap | null): WatchedZone {
  const { kind } = config;
  const ponding = kind === 'ponding' ? createPonding(config) : null;
  const situation = kind === undefined || kind === 'ponding' ? ponding : SITUATIONS[kind](config, map);
  return { zone: createZone(config, WINDOW_MS), situation, ponding };
}

export function createScene(shapes: SceneShapes, { believedMin }: { readonly believedMin: number }): Scene {
  const tracker = createTracker({ believedMin });
  const standing = createStandingWatch();
  let { lines, ground } = shapes;
  let map = ground === undefined ? null : mapGround(ground);
  let zones = shapes.zones.map((config) => watch(config, map));
  let counter = createLineCounter(lines);
  let movements = createMovements(map);
  let confidence = createConfidence(believedMin, map);

  function see(boxes: readonly ScoredBox[], ms: number, frame: RgbFrame | null): void {
    const tracks = tracker.see(boxes, ms).filter(({ isConfirmed }) => isConfirmed);
    standing.see(tracks, ms);
    movements.see(tracks, ms);
    confidence.see(frame, boxes, tracks, ms);
    const seen = tracks.flatMap(({ id, cls, box, isSeen }): SeenBox[] => {
      const still = ms - (standing.sinceMs(id) ?? ms) >= QUEUED_AFTER_MS;
      return isSeen ? [{ ...{ x: box.x, y: box.y, w: box.w, h: box.h }, cls, still }] : [];
    });
    const understood = { ms, tracks, standing: standing.standing(), movements };
    for (const { zone, situation } of zones) {
      zone.see(seen, ms);
      situation?.see(understood);
    }
    counter.see(tracks, ms);
  }

  function configure(next: SceneShapes): void {
    if (JSON.stringify(next.ground) !== JSON.stringify(ground)) {
      ground = next.ground;
      map = ground === undefined ? null : mapGround(ground);
      movements = createMovements(map);
      confidence = createConfidence(believedMin, map);
      zones = [];
    }
    const known = new Map(zones.map((one) => [JSON.stringify(one.zone.config), one]));
    zones = next.zones.map((config) => known.get(JSON.stringify(config)) ?? watch(config, map));
    if (JSON.stringify(next.lines) === JSON.stringify(lines)) return;
    lines = next.lines;
    counter = createLineCounter(lines);
  }

  return {
    see,
    lookForWater: async (frame, ms, judge) => {
      for (const { ponding } of zones) await ponding?.look(frame, ms, judge);
    },
    configure,
    zones: (ms) =>
      zones.map(({ zone, situation }) => ({
        config: zone.config,
        measured: zone.measure(ms),
        situation: situation?.measure(ms) ?? [],
      })),
    lines: (ms) => counter.perMin(ms),
    confidence: (ms) => confidence.value(ms),
    counts: () => tracker.counts(),
  };
}
