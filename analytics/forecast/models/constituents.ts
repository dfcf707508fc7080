/**
 * Constituents of the tide by name, speed in degrees per hour, as in the list of the International Hydrographic
 * Organization (Standard List of Tidal Constituents) and Schureman 1958, Manual of Harmonic Analysis and Prediction of
 * Tides, table 2. The more usual ones come first: where a record is too short to tell two apart, the first of them stays.
 * Long-period ones are left out: in a month they cannot be told from weather.
 */
export interface Constituent {
  readonly name: string;
  readonly degPerH: number;
}

const CONSTITUENTS: readonly Constituent[] = [
  { name: 'M2', degPerH: 28.9841042 },
  { name: 'K1', degPerH: 15.0410686 },
  { name: 'O1', degPerH: 13.9430356 },
  { name: 'S2', degPerH: 30 },
  { name: 'N2', degPerH: 28.4397295 },
  { name: 'M4', degPerH: 57.9682084 },
  { name: 'MS4', degPerH: 58.9841042 },
  { name: 'P1', degPerH: 14.9589314 },
  { name: 'K2', degPerH: 30.0821373 },
  { name: 'Q1', degPerH: 13.3986609 },
  { name: 'MN4', degPerH: 57.4238337 },
  { name: 'M6', degPerH: 86.9523127 },
  { name: 'L2', degPerH: 29.5284789 },
  { name: 'mu2', degPerH: 27.9682084 },
  { name: 'nu2', degPerH: 28.5125831 },
  { name: 'J1', degPerH: 15.5854433 },
  { name: 'OO1', degPerH: 16.1391017 },
  { name: 'MK3', degPerH: 44.0251729 },
  { name: 'M3', degPerH: 43.4761563 },
  { name: '2N2', degPerH: 27.8953548 },
  { name: 'S4', degPerH: 60 },
  { name: 'M8', degPerH: 115.9364166 },
  { name: '2MK3', degPerH: 42.9271398 },
  { name: '2SM2', degPerH: 31.0158958 },
  { name: 'lambda2', degPerH: 29.4556253 },
  { name: 'T2', degPerH: 29.9589333 },
];

/** Rayleigh's criterion, a little relaxed: two waves must drift apart by almost a whole turn within the record. */
const TURNS_APART_MIN = 0.9;

/** Those that a record of this length can tell apart. */
export function constituentsFor(spanH: number): readonly Constituent[] {
  const apart = (a: Constituent, b: Constituent) => (Math.abs(a.degPerH - b.degPerH) * spanH) / 360 >= TURNS_APART_MIN;
  const chosen: Constituent[] = [];
  for (const one of CONSTITUENTS) if (chosen.every((other) => apart(one, other))) chosen.push(one);
  return chosen;
}
