/**
 * Sets what may be set from afar in the configuration of a driver, as it stands in the file. It changes numbers and
 * leaves out points and touches nothing else, so that where the driver reaches stays what the file says.
 */
import type { PointSettings, SensorTuning } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';

/** What of the settings is the driver's. */
export type DriverTuning = Pick<SensorTuning, 'intervalMs' | 'points'>;

type Fields = Readonly<Record<string, unknown>>;
/** A point has `metric`; it stands in a list, or the whole driver is one. */
type PointFields = Fields & { readonly metric: string; readonly asset?: unknown };

export function retunedConfig(
  config: unknown,
  { intervalMs, points = [] }: DriverTuning,
  { kind, intervalAt }: { readonly kind: string; readonly intervalAt: readonly string[] | undefined },
): unknown {
  const unseen = new Set(points);
  let readCount = 0;

  function tuned(point: PointFields): Fields | null {
    const meant = points.filter(
      ({ metric, asset }) => metric === point.metric && (asset ?? point.asset) === point.asset,
    );
    readCount += 1;
    if (meant.length === 0) return point;
    for (const one of meant) unseen.delete(one);
    // What names the asset goes before what names the metric alone.
    const [first] = meant.toSorted((a, b) => Number(a.asset === undefined) - Number(b.asset === undefined));
    const { metric: _metric, asset: _asset, read = true, ...set } = first as PointSettings;
    if (read) return { ...point, ...set };
    readCount -= 1;
    return null;
  }

  function walk(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.flatMap((one) => {
        const point = isPoint(one) ? tuned(one) : walk(one);
        return point === null && one !== null ? [] : [point];
      });
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]));
  }

  const walked = isPoint(config) ? tuned(config) : walk(config);
  const [strange] = unseen;
  if (strange !== undefined) {
    const of = strange.asset === undefined ? '' : ` of ${strange.asset}`;
    throw new AppError('CONFIG', `The file of the agent names no point ${strange.metric}${of}.`);
  }
  // A source of which nothing was set may have no points of its own: a recording, the field bus.
  if (points.length > 0 && readCount === 0) throw new AppError('CONFIG', 'Nothing would be read any more.');
  if (intervalMs === undefined) return walked;
  if (intervalAt === undefined)
    throw new AppError('CONFIG', `A source of the kind ${kind} is not asked at an interval.`);
  return withNumber(walked as Fields, intervalAt, intervalMs, kind);
}

function withNumber(fields: Fields, [key = '', ...deeper]: readonly string[], value: number, kind: string): Fields {
  if (deeper.length === 0) return { ...fields, [key]: value };
  const inner = fields[key];
  if (typeof inner !== 'object' || inner === null) {
    throw new AppError('CONFIG', `This source of the kind ${kind} is not asked at all: it speaks by itself.`);
  }
  return { ...fields, [key]: withNumber(inner as Fields, deeper, value, kind) };
}

function isPoint(value: unknown): value is PointFields {
  return typeof value === 'object' && value !== null && typeof (value as Partial<PointFields>).metric === 'string';
}
