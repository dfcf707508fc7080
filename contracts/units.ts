import Type, { type Static } from 'typebox';

/**
 * Units that a data standard may fix, written in UCUM (case-sensitive, ucum.org); `1` is a count, a ratio or a switch.
 * A reading that names another unit than its metric's is refused: nothing is converted silently.
 */
export const UNITS = [
  '1',
  '%',
  'm',
  'cm',
  'mm',
  'mm/h',
  'km/h',
  'm/s',
  'm3/s',
  'kPa',
  'Cel',
  'Hz',
  'V',
  '/min',
  '/m2',
  '/m2/min',
  's',
  'ms',
  'min',
] as const;
export const UnitSchema = Type.Unsafe<(typeof UNITS)[number]>(Type.Union(UNITS.map((unit) => Type.Literal(unit))));
export type Unit = Static<typeof UnitSchema>;
