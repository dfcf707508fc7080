/** Between what the settings of a sensor may be; apart, so that a browser need not carry the schemas. */

/** Between two questions to a source that is asked. */
export const INTERVAL_MS_BOUNDS = [100, 86_400_000] as const;

/** Limits of the gate of `models/sensor-faults` that may be set, and between what. Lower flags more. */
export const GATE_BOUNDS = {
  /** Usual periods without a reading. */
  gapPeriods: [1.5, 1000],
  clockOffMs: [1000, 86_400_000],
  creep: [2, 1000],
  /** The next four in usual scatters of the series. */
  spike: [3, 1000],
  jump: [3, 1000],
  roughness: [1.5, 1000],
  drift: [3, 1000],
  /** Against chance, of a run of equal readings. */
  surprise: [5, 10_000],
} as const;
export type GateLimit = keyof typeof GATE_BOUNDS;
export const GATE_LIMIT_NAMES = Object.keys(GATE_BOUNDS) as readonly GateLimit[];

export const BATCH_BOUNDS = { itemsMax: [1, 500], ageMsMax: [1, 60_000] } as const;
export const POINTS_TOLD_MAX = 200;

/** Of scale and offset of a point, either way. */
export const MEASURE_MAX = 1e9;
