/**
 * Does a layer lie where it says? Three mistakes look right in a file and wrong
 * on the map: swapped axes, a datum that is another one (GCJ-02 read as WGS84
 * is about half a kilometre off), and a layer of another city. They are found
 * by asking how well the layer fits what the map already has, read as declared
 * and read as the alternatives.
 */
import { type Datum, datumNamed } from '../datum/datum.ts';
import { isShifted } from '../datum/gcj02.ts';
import type { LonLat } from '../geojson.ts';
import { createSpatialIndex } from '../spatial.ts';

/** A point of the new layer in its own coordinates, with the name of its feature where it has one. */
export interface SamplePoint {
  readonly raw: LonLat;
  readonly name: string;
}

/** A point of the map that is there already. */
export interface KnownPoint {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly name: string;
}

export interface Fit {
  readonly datum: Datum;
  /** What the points of the layer are asked of: things of the same name, else the lines of the same role. */
  readonly known: readonly KnownPoint[];
  /** Middle of the map, null for the first layer of a new one. */
  readonly middle: { readonly lonDeg: number; readonly latDeg: number } | null;
}

/** A city and its surroundings. */
const farKm = 300;
const shiftMinM = 120;
/** The alternative must fit this much better before the declared datum is called wrong. */
const betterShare = 0.4;
const namesMin = 3;
const samplesMin = 20;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const distanceKm = (a: LonLat, b: LonLat): number => {
  const dLon = (a[0] - b[0]) * 111.32 * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180);
  return Math.hypot(dLon, (a[1] - b[1]) * 110.95);
};

/** The sentence why the layer is refused, or null. */
export function misplacement(samples: readonly SamplePoint[], { datum, known, middle }: Fit): string | null {
  const finite = samples.filter(({ raw }) => Number.isFinite(raw[0]) && Number.isFinite(raw[1]));
  if (finite.length === 0) return null;
  const swap = ([x, y]: LonLat): LonLat => [y, x];
  const isIn = ([lon, lat]: LonLat): boolean => {
    const [west, south, east, north] = datum.area;
    return lon >= west && lon <= east && lat >= south && lat <= north;
  };
  const share = (to: (raw: LonLat) => LonLat): number =>
    finite.filter(({ raw }) => isIn(to(raw))).length / finite.length;
  const declaredIn = share(datum.toWgs84);
  const swapped = (raw: LonLat): LonLat => datum.toWgs84(swap(raw));
  if (declaredIn < 0.5) {
    if (share(swapped) > 0.9) {
      return `its axes are swapped: as given it lies outside of ${datum.name}, with x and y exchanged it lies inside`;
    }
    const [x, y] = finite[finite.length >> 1]!.raw;
    return `it is not in ${datum.name}: ${x}, ${y} lies outside of its area of use`;
  }
  const place = (to: (raw: LonLat) => LonLat): LonLat => {
    const all = finite.map(({ raw }) => to(raw));
    return [median(all.map((p) => p[0])), median(all.map((p) => p[1]))];
  };
  const here = place(datum.toWgs84);
  if (middle) {
    const home: LonLat = [middle.lonDeg, middle.latDeg];
    const farAwayKm = distanceKm(here, home);
    if (farAwayKm > farKm) {
      if (distanceKm(place(swapped), home) < farKm) {
        return `its axes are swapped: as given it lies ${Math.round(farAwayKm)} km from the map, with x and y exchanged on it`;
      }
      return `it lies ${Math.round(farAwayKm)} km from the map, around ${here[0].toFixed(3)}, ${here[1].toFixed(3)}`;
    }
  }
  return datum.isGeographic && isShifted(...here) ? shiftOf(finite, datum, known) : null;
}

function shiftOf(samples: readonly SamplePoint[], datum: Datum, known: readonly KnownPoint[]): string | null {
  const named = new Map(known.filter(({ name }) => name !== '').map((point) => [point.name, point]));
  const pairs = samples.flatMap(({ raw, name }) => {
    const there = named.get(name);
    return there ? [{ raw, there: [there.lonDeg, there.latDeg] as const }] : [];
  });
  const byName = pairs.length >= namesMin;
  const lines = known.filter(({ name }) => name === '');
  if (!byName && (lines.length < samplesMin || samples.length < samplesMin)) return null;
  const index = byName ? null : createSpatialIndex(lines);
  const offM = (to: (raw: LonLat) => LonLat): number =>
    byName
      ? median(pairs.map(({ raw, there }) => distanceKm(to(raw), there) * 1000))
      : median(samples.map(({ raw }) => index!.nearest(...to(raw))[0]?.distanceM ?? Number.NaN));
  const declaredM = offM(datum.toWgs84);
  if (declaredM < shiftMinM) return null;
  const others = ['wgs84', 'gcj02', 'bd09']
    .map(datumNamed)
    .filter(({ id, name }) => id !== datum.id && !(name === 'WGS84' && datum.id === 'cgcs2000'))
    .map((other) => ({ other, isM: offM(other.toWgs84) }))
    .sort((a, b) => a.isM - b.isM);
  const [best] = others;
  if (!best || best.isM > declaredM * betterShare) return null;
  const what = byName ? `${pairs.length} things of the same name` : 'what the map already has of its role';
  return (
    `its datum is wrong: read as ${datum.name} it lies ${Math.round(declaredM)} m from ${what}, ` +
    `read as ${best.other.name} ${Math.round(best.isM)} m; say --datum ${best.other.id}, or --trust-datum to take it as it is`
  );
}

/** Properties that give away the origin of a file, whatever somebody says about it. */
export function signatureProblem(properties: Readonly<Record<string, unknown>>, datum: Datum): string | null {
  const isDataV = 'adcode' in properties && ('acroutes' in properties || 'childrenNum' in properties);
  if (!isDataV || datum.id === 'gcj02') return null;
  return `its datum is wrong: features with adcode and acroutes come from DataV, whose outlines are in GCJ-02; say --datum gcj02, or --trust-datum to take it as it is`;
}
