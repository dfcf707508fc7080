import { type Observation, QualitySchema } from '@chengyun/contracts';
import { Check } from 'typebox/value';

/** A reading of the field bus, without the name of the station that gave it. */
export type BusReading = Observation & { readonly asset: string };

/** Null for a line that is no reading. */
export function readingFromLine(line: string): BusReading | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { asset, metric, at, value, unit, quality } = parsed as Record<string, unknown>;
  if (typeof asset !== 'string' || typeof metric !== 'string') return null;
  if (typeof at !== 'number' || !Number.isInteger(at) || typeof value !== 'number' || !Number.isFinite(value))
    return null;
  if (quality !== undefined && !Check(QualitySchema, quality)) return null;
  const said = quality === undefined ? {} : { quality };
  return { asset, metric, at, value, ...(typeof unit === 'string' ? { unit } : {}), ...said };
}
