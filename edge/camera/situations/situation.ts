/** What is looked for in a zone of a kind. */
import type { GroundMap, Unit } from '@chengyun/contracts';
import type { Movements } from '../ground/movements.ts';
import type { Standing } from '../tracking/standing.ts';
import type { Track } from '../tracking/tracker.ts';
import type { ZoneConfig } from '../zones/zone.ts';

/** One frame, understood. */
export interface SceneFrame {
  readonly ms: number;
  /** Confirmed ones, those out of sight too. */
  readonly tracks: readonly Track[];
  /** What has stood for a while, out of sight or not. */
  readonly standing: readonly Standing[];
  readonly movements: Movements;
}

/** A measurement under the name and in the unit of the data standard. */
export interface Measured {
  readonly metric: string;
  readonly value: number;
  readonly unit: Unit;
  /** How well this one is founded if the camera sees well, 0 to 1. */
  readonly founded: number;
}

export interface Situation {
  see(frame: SceneFrame): void;
  /** What is known at this time; a measurement that is not known is left out. */
  measure(ms: number): readonly Measured[];
}

export type CreateSituation = (zone: ZoneConfig, map: GroundMap | null) => Situation;
