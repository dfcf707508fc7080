/** What is measured in one zone of a picture: counts, queue and occupancy, each the median of a short window. */
import type { Counted, ZoneKind } from '@chengyun/contracts';
import type { SeenClass } from '../tracking/tracker.ts';
import { createWindow } from '../window.ts';
import { coveredShare, footOf, gridInside, isInside, type Point, type Polygon, type RelativeBox } from './geometry.ts';

export interface ZoneConfig {
  readonly id: string;
  /** Asset that the measurements belong to; left out: the device's own. */
  readonly asset?: string | undefined;
  readonly polygon: Polygon;
  /** What is counted: a carriageway gives vehicles, queue and occupancy, a pavement people. */
  readonly counts: readonly Counted[];
  /** What else is looked for. */
  readonly kind?: ZoneKind | undefined;
  /** Of a lane: from where to where one drives. */
  readonly direction?: readonly [Point, Point] | undefined;
  /** Vehicles that fill the zone; left out, occupancy is the share of the zone's area that is covered. */
  readonly capacity?: number | undefined;
}

/** A thing seen in a frame. `still`: it stayed in its place for a while. */
export interface SeenBox extends RelativeBox {
  readonly cls: SeenClass;
  readonly still: boolean;
}

export interface ZoneMeasurement {
  readonly vehicles: number;
  readonly twoWheelers: number;
  readonly queued: number;
  readonly people: number;
  /** 0 to 100. */
  readonly occupancyPercent: number;
}

export interface Zone {
  readonly config: ZoneConfig;
  see(boxes: readonly SeenBox[], ms: number): void;
  /** Null when no frame was seen within the window. */
  measure(ms: number): ZoneMeasurement | null;
}

/** The whole picture, for a camera without drawn zones. */
export const WHOLE_VIEW: ZoneConfig = {
  id: 'view',
  polygon: [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ],
  counts: ['vehicles', 'people'],
};

const GRID_SIDE = 24;

export function createZone(config: ZoneConfig, windowMs: number): Zone {
  const points = gridInside(config.polygon, GRID_SIDE);
  const vehicles = createWindow(windowMs);
  const twoWheelers = createWindow(windowMs);
  const queued = createWindow(windowMs);
  const people = createWindow(windowMs);
  const occupancy = createWindow(windowMs);
  return {
    config,
    see: (boxes, ms) => {
      const within = boxes.filter((box) => isInside(config.polygon, ...footOf(box)));
      const motor = within.filter(({ cls }) => cls === 'vehicle');
      const onWheels = boxes.filter(({ cls }) => cls !== 'person');
      vehicles.add(motor.length, ms);
      twoWheelers.add(within.filter(({ cls }) => cls === 'two-wheeler').length, ms);
      queued.add(motor.filter(({ still }) => still).length, ms);
      people.add(within.filter(({ cls }) => cls === 'person').length, ms);
      const share = config.capacity ? motor.length / config.capacity : coveredShare(points, onWheels);
      occupancy.add(Math.min(100, 100 * share), ms);
    },
    measure: (ms) => {
      const counted = vehicles.median(ms);
      if (counted === null) return null;
      return {
        vehicles: counted,
        twoWheelers: twoWheelers.median(ms) ?? 0,
        queued: queued.median(ms) ?? 0,
        people: people.median(ms) ?? 0,
        occupancyPercent: Math.round((occupancy.median(ms) ?? 0) * 10) / 10,
      };
    },
  };
}
