import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrame } from '../project.ts';
import { datumFromOgcName, datumNamed } from './datum.ts';
import { bd09FromWgs84, gcj02FromWgs84, isShifted, wgs84FromBd09, wgs84FromGcj02 } from './gcj02.ts';

/** True positions of two towers (WGS84), and where an independent library puts them in the two Chinese datums. */
const towers = [
  {
    name: 'Shanghai Tower',
    wgs84: [121.5013, 31.2355],
    gcj02: [121.505726973279, 31.23347957895807],
    bd09: [121.51233554169994, 31.239136224312006],
  },
  {
    name: 'Oriental Pearl',
    wgs84: [121.4952, 31.2419],
    gcj02: [121.49964954451843, 31.23990081777307],
    bd09: [121.50626007286375, 31.245540706017863],
  },
] as const;

const metresBetween = (a: readonly [number, number], b: readonly [number, number]): number => {
  const { enuFromLonLat } = createFrame({ lonDeg: a[0], latDeg: a[1] });
  const { xM, yM } = enuFromLonLat(b[0], b[1]);
  return Math.hypot(xM, yM);
};

describe('GCJ-02 and BD-09', () => {
  it.each(towers)('put $name at its true coordinates within 5 m', ({ wgs84, gcj02, bd09 }) => {
    expect(metresBetween(wgs84FromGcj02(gcj02), wgs84)).toBeLessThan(5);
    expect(metresBetween(wgs84FromBd09(bd09), wgs84)).toBeLessThan(5);
    // The shift is real: read as WGS84 the tower would stand half a kilometre off.
    expect(metresBetween(gcj02, wgs84)).toBeGreaterThan(400);
    expect(metresBetween(gcj02FromWgs84(wgs84), gcj02)).toBeLessThan(0.01);
    expect(metresBetween(bd09FromWgs84(wgs84), bd09)).toBeLessThan(0.01);
  });

  it('come back within a centimetre all over China', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 74, max: 134, noNaN: true }),
        fc.double({ min: 3, max: 53, noNaN: true }),
        (lon, lat) => {
          expect(metresBetween(wgs84FromGcj02(gcj02FromWgs84([lon, lat])), [lon, lat])).toBeLessThan(0.01);
          expect(metresBetween(wgs84FromBd09(bd09FromWgs84([lon, lat])), [lon, lat])).toBeLessThan(0.01);
        },
      ),
      { seed: 4, numRuns: 300 },
    );
  });

  it('are WGS84 outside of China', () => {
    expect(isShifted(4.36, 52.01)).toBe(false);
    expect(wgs84FromGcj02([4.36, 52.01])).toEqual([4.36, 52.01]);
  });
});

describe('projected systems', () => {
  it('give the published example of the Dutch grid: the tower of Amersfoort is its origin', () => {
    // RD New 155000, 463000 is 5°23′15.5″ E, 52°09′22.2″ N on Bessel; on ETRS89 5.387206, 52.155172.
    const [lon, lat] = datumNamed('epsg:28992').toWgs84([155_000, 463_000]);
    expect(metresBetween([lon, lat], [5.387206, 52.155172])).toBeLessThan(1);
    // The Westertoren of Amsterdam, in the examples of the survey.
    expect(
      metresBetween(datumNamed('epsg:7415').toWgs84([120_700.723, 487_525.502]), [4.88352559, 52.37453253]),
    ).toBeLessThan(1);
  });

  it('know the Gauss-Kruger zones of CGCS2000 and the UTM zones by their number', () => {
    // On the central meridian the easting is the false one, and nothing but the meridian arc counts.
    const [lon, lat] = datumNamed('epsg:4549').toWgs84([500_000, 0]);
    expect([lon, lat]).toEqual([expect.closeTo(120, 9), expect.closeTo(0, 9)]);
    expect(datumNamed('epsg:4528').toWgs84([40_500_000, 0])[0]).toBeCloseTo(120, 9);
    expect(datumNamed('EPSG:32651').toWgs84([500_000, 0])[0]).toBeCloseTo(123, 9);
    // The meridian arcs of GRS80 from the equator, known to the millimetre.
    const along = datumNamed('epsg:4549');
    expect(along.toWgs84([500_000, 3_320_113.398])[1]).toBeCloseTo(30, 7);
    expect(along.toWgs84([500_000, 4_984_944.378])[1]).toBeCloseTo(45, 7);
  });

  it('refuse what they do not know in one sentence', () => {
    expect(() => datumNamed('mars')).toThrow(
      'The datum "mars" is not known; known are wgs84, cgcs2000, gcj02, bd09 or epsg:NNNN.',
    );
    expect(() => datumNamed('epsg:99999')).toThrow(/^EPSG:99999 is not known here; convert the file to WGS84 first/);
  });

  it('read the names that files use', () => {
    expect(datumFromOgcName('https://www.opengis.net/def/crs/EPSG/0/7415')).toBe('epsg:7415');
    expect(datumFromOgcName('urn:ogc:def:crs:EPSG::28992')).toBe('epsg:28992');
    expect(datumFromOgcName('urn:ogc:def:crs:OGC:1.3:CRS84')).toBe('wgs84');
    expect(datumFromOgcName('local')).toBeNull();
  });
});
