/**
 * What a sensor may be told from afar. Sealed and retained on `config` like a camera's configuration, and checked again
 * by the agent. It holds what is tuned and never what is reached: no address, no line, no port, no credentials and no
 * point that the file of the agent does not name. So whoever holds the centre can make a sensor measure less or
 * otherwise, and it is said and audited, but cannot turn it into a way into the network behind it.
 */
import Type, { type Static } from 'typebox';
import type { CameraConfig } from './camera-config.ts';
import {
  BATCH_BOUNDS,
  GATE_BOUNDS,
  GATE_LIMIT_NAMES,
  type GateLimit,
  INTERVAL_MS_BOUNDS,
  MEASURE_MAX,
  POINTS_TOLD_MAX,
} from './sensor-limits.ts';
import { UnitSchema } from './units.ts';

const strict = { additionalProperties: false } as const;

const within = ([minimum, maximum]: readonly [number, number]) => Type.Optional(Type.Number({ minimum, maximum }));
const wholeWithin = ([minimum, maximum]: readonly [number, number]) =>
  Type.Optional(Type.Integer({ minimum, maximum }));

export const PointSettingsSchema = Type.Object(
  {
    metric: Type.String({ minLength: 1, maxLength: 64 }),
    /** Left out: every point of the metric. */
    asset: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    /** False: it is not read; true when left out. */
    read: Type.Optional(Type.Boolean()),
    unit: Type.Optional(UnitSchema),
    scale: within([-MEASURE_MAX, MEASURE_MAX]),
    offset: within([-MEASURE_MAX, MEASURE_MAX]),
  },
  strict,
);
export type PointSettings = Static<typeof PointSettingsSchema>;

const settings = {
  /** Between two questions, of a source that is asked. */
  intervalMs: wholeWithin(INTERVAL_MS_BOUNDS),
  batch: Type.Optional(
    Type.Object({ itemsMax: wholeWithin(BATCH_BOUNDS.itemsMax), ageMsMax: wholeWithin(BATCH_BOUNDS.ageMsMax) }, strict),
  ),
  gate: Type.Optional(
    Type.Object(
      Object.fromEntries(GATE_LIMIT_NAMES.map((name) => [name, within(GATE_BOUNDS[name])])) as Record<
        GateLimit,
        ReturnType<typeof within>
      >,
      strict,
    ),
  ),
  points: Type.Optional(Type.Array(PointSettingsSchema, { maxItems: POINTS_TOLD_MAX })),
};

/** What a person sets, without for whom and which version. What is left out is as in the file of the agent. */
export const SensorTuningSchema = Type.Object(settings, strict);
export type SensorTuning = Static<typeof SensorTuningSchema>;

export const SensorSettingsSchema = Type.Object(
  {
    v: Type.Literal(1),
    device: Type.String({ maxLength: 48 }),
    /** Grows with every change, as that of a camera. */
    version: Type.Integer({ minimum: 1 }),
    ...settings,
  },
  strict,
);
export type SensorSettings = Static<typeof SensorSettingsSchema>;

/** Whatever a device is told on `config`. */
export type DeviceConfig = CameraConfig | SensorSettings;

/** Why settings that fit the schema still cannot be used, as one sentence, or null. */
export function faultOfTuning({ points = [] }: SensorTuning): string | null {
  for (const [index, { metric, asset, scale }] of points.entries()) {
    const named = asset === undefined ? metric : `${metric} of ${asset}`;
    if (scale === 0) return `A scale of 0 would make every ${named} the same.`;
    const again = points.findIndex((other) => other.metric === metric && other.asset === asset);
    if (again !== index) return `The point ${named} is named twice.`;
  }
  return null;
}
