/**
 * The settings of a sensor as they are typed: texts, so that a half-typed number stays, in seconds where the sensor
 * counts milliseconds. What is left empty is as in the file of the agent.
 */
import type { PointSettings, SensorTuning } from '@chengyun/contracts';
import {
  BATCH_BOUNDS,
  GATE_BOUNDS,
  GATE_LIMIT_NAMES,
  type GateLimit,
  INTERVAL_MS_BOUNDS,
  MEASURE_MAX,
} from '@chengyun/contracts/sensor-limits.ts';

export type Figure = 'interval' | 'items' | 'age' | GateLimit;

interface FigureFact {
  /** In the unit that is shown. */
  readonly bounds: readonly [number, number];
  /** The sensor's unit in one that is shown. */
  readonly times: number;
  readonly isWhole: boolean;
  readonly unit: 's' | '';
}

const figure = (
  [min, max]: readonly [number, number],
  { times = 1, isWhole = false }: { readonly times?: number; readonly isWhole?: boolean } = {},
): FigureFact => ({ bounds: [min / times, max / times], times, isWhole, unit: times === 1 ? '' : 's' });
const MS = { times: 1000 } as const;

const GATE_FACTS = Object.fromEntries(
  GATE_LIMIT_NAMES.map((name) => [name, figure(GATE_BOUNDS[name], name === 'clockOffMs' ? MS : {})]),
) as Readonly<Record<GateLimit, FigureFact>>;

export const FIGURES: Readonly<Record<Figure, FigureFact>> = {
  interval: figure(INTERVAL_MS_BOUNDS, MS),
  items: figure(BATCH_BOUNDS.itemsMax, { isWhole: true }),
  age: figure(BATCH_BOUNDS.ageMsMax, MS),
  ...GATE_FACTS,
};
export const FIGURE_NAMES = Object.keys(FIGURES) as readonly Figure[];

export interface PointDraft {
  readonly metric: string;
  /** Null: every place where the sensor reads the metric. */
  readonly asset: string | null;
  readonly isRead: boolean;
  readonly scale: string;
  readonly offset: string;
  /** Kept as it was set; the form does not change it. */
  readonly unit: PointSettings['unit'];
}

export interface SettingsDraft {
  readonly figures: Readonly<Record<Figure, string>>;
  readonly points: readonly PointDraft[];
}

/** What the sensor is known to say. */
export interface KnownPoint {
  readonly metric: string;
  readonly asset: string;
}

/** @param tuning null: never told anything */
export function draftFrom(tuning: SensorTuning | null, known: readonly KnownPoint[]): SettingsDraft {
  const { intervalMs, batch = {}, gate = {}, points = [] } = tuning ?? {};
  const told: Readonly<Record<Figure, number | undefined>> = {
    ...(Object.fromEntries(GATE_LIMIT_NAMES.map((name) => [name, gate[name]])) as Record<
      GateLimit,
      number | undefined
    >),
    ...{ interval: intervalMs, items: batch.itemsMax, age: batch.ageMsMax },
  };
  const figures = Object.fromEntries(
    FIGURE_NAMES.map((name) => [name, textOf(told[name], FIGURES[name].times)]),
  ) as Record<Figure, string>;
  const set = points.map(({ metric, asset = null, read = true, unit, scale, offset }) => ({
    ...{ metric, asset, unit, isRead: read },
    ...{ scale: textOf(scale), offset: textOf(offset) },
  }));
  const unset = known
    .filter(({ metric, asset }) => !set.some((point) => point.metric === metric && point.asset === asset))
    .map(({ metric, asset }) => ({ metric, asset, isRead: true, scale: '', offset: '', unit: undefined }));
  return { figures, points: [...set, ...unset] };
}

const textOf = (value: number | undefined, times = 1): string => (value === undefined ? '' : String(value / times));

/** Of a draft without faults. */
export function tuningFrom({ figures, points }: SettingsDraft): SensorTuning {
  const told = (name: Figure): number | undefined => {
    const { times, isWhole } = FIGURES[name];
    const value = numberIn(figures[name]);
    if (value === undefined) return undefined;
    return isWhole || times !== 1 ? Math.round(value * times) : value;
  };
  const batch = present({ itemsMax: told('items'), ageMsMax: told('age') });
  const gate = present(Object.fromEntries(GATE_LIMIT_NAMES.map((name) => [name, told(name)])));
  const set = points.filter(isSet).map(
    ({ metric, asset, isRead, unit, scale, offset }): PointSettings => ({
      metric,
      ...present({ asset: asset ?? undefined, unit, scale: numberIn(scale), offset: numberIn(offset) }),
      ...(isRead ? {} : { read: false }),
    }),
  );
  return {
    ...present({ intervalMs: told('interval') }),
    ...(Object.keys(batch).length === 0 ? {} : { batch }),
    ...(Object.keys(gate).length === 0 ? {} : { gate }),
    ...(set.length === 0 ? {} : { points: set }),
  };
}

/** Otherwise than the file says. */
export const isSet = ({ isRead, scale, offset, unit }: PointDraft): boolean =>
  !isRead || unit !== undefined || scale.trim() !== '' || offset.trim() !== '';

function present<Value extends object>(fields: Value): { [Key in keyof Value]?: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Undefined when nothing is typed, NaN for what is no number. */
function numberIn(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}

export function isFigureFaulty(name: Figure, text: string): boolean {
  const value = numberIn(text);
  const { bounds, isWhole } = FIGURES[name];
  if (value === undefined) return false;
  return !(value >= bounds[0] && value <= bounds[1]) || (isWhole && !Number.isInteger(value));
}

/** A scale of nought would make every reading the same. */
export function isPointFaulty({ scale, offset }: PointDraft): boolean {
  const [times, plus] = [numberIn(scale) ?? 1, numberIn(offset) ?? 0];
  return !(Math.abs(times) <= MEASURE_MAX && times !== 0 && Math.abs(plus) <= MEASURE_MAX);
}

export function isUsable({ figures, points }: SettingsDraft): boolean {
  return FIGURE_NAMES.every((name) => !isFigureFaulty(name, figures[name])) && !points.some(isPointFaulty);
}
