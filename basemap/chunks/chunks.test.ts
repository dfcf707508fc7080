import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrame } from '../project.ts';
import { buildChunks } from './build-chunks.ts';
import { decodeChunk, dequantise, encodeChunk, quantise, quantumErrorM, solidStride, stepM } from './chunk-format.ts';
import { tileSizeM } from './chunk-index.ts';
import { type FeatureRow, openFeatureIndex } from './feature-table.ts';
import { sampleCity } from './sample-city.ts';
import { boxAround, ringArea2, simplifyRing } from './simplify.ts';
import { createTileBuilder } from './tile-builder.ts';

const city = sampleCity(400, 3);
const built = buildChunks(city);
const bytesOf = (file: string): ArrayBuffer => built.files.get(file)!.slice().buffer;

describe('positions in a tile', () => {
  it('come back within half a step wherever a tile may reach', () => {
    fc.assert(
      fc.property(fc.double({ min: -2047, max: 2047, noNaN: true }), (m) => {
        expect(Math.abs(dequantise(quantise(m)) - m)).toBeLessThanOrEqual(quantumErrorM + 1e-9);
      }),
      { seed: 8 },
    );
    expect(quantumErrorM).toBe(0.03125);
  });

  it('survive the way through the bytes, and broken bytes are refused', () => {
    const builder = createTileBuilder();
    builder.addSolid(70_000, [[0, 0, 20, 0, 20, 10, 0, 10]], 33);
    builder.addArea(5, [[0, 0, 100, 0, 50, 80]], 2);
    builder.addLine(6, [1, 2, 3, 4, 5, 6], 1);
    const chunk = builder.finish(0, -3, 7);
    const bytes = encodeChunk(chunk).slice().buffer;
    expect(decodeChunk(bytes, { level: 0, x: -3, y: 7 })).toEqual(chunk);
    expect([...chunk.features]).toEqual([70_000, 5, 6]);
    // Four walls of four corners and a roof of four.
    expect(chunk.solids.length / solidStride).toBe(20);
    expect(() => decodeChunk(bytes.slice(0, -4), { level: 0, x: 0, y: 0 })).toThrow('The tile of the map is cut off.');
    expect(() => decodeChunk(new ArrayBuffer(64), { level: 0, x: 0, y: 0 })).toThrow('another format');
  });
});

describe('tiles of a city', () => {
  it('are the same bytes for the same layers, and others for another city', () => {
    const again = buildChunks(sampleCity(400, 3));
    expect(again.index).toEqual(built.index);
    for (const [name, bytes] of built.files) expect(Buffer.from(again.files.get(name)!).equals(bytes)).toBe(true);
    expect(buildChunks(sampleCity(400, 4)).index.version).not.toBe(built.index.version);
  });

  it('hold every building once at the finest level, where it is, with its number at every vertex', () => {
    const rows = JSON.parse(Buffer.from(built.files.get(built.index.featureFile)!).toString()) as FeatureRow[];
    const seen = new Map<number, number>();
    const astray: string[] = [];
    for (const { level, x, y, file } of built.index.chunks) {
      if (level !== 0) continue;
      const chunk = decodeChunk(bytesOf(file), { level, x, y });
      for (const feature of chunk.features) seen.set(feature, (seen.get(feature) ?? 0) + 1);
      for (let i = 0; i < chunk.solids.length; i += solidStride) {
        const { box, heightM } = rows[chunk.features[chunk.solids[i + 3]!]!]!;
        const xM = x * tileSizeM(level) + chunk.solids[i]! * stepM;
        const yM = y * tileSizeM(level) + chunk.solids[i + 1]! * stepM;
        const isIn = xM > box[0] - 0.05 && xM < box[2] + 0.05 && yM > box[1] - 0.05 && yM < box[3] + 0.05;
        const zM = chunk.solids[i + 2]! * stepM;
        if (!isIn || (zM !== 0 && zM !== heightM)) astray.push(`${xM}, ${yM}, ${zM}`);
      }
    }
    expect(astray).toEqual([]);
    expect(seen.size).toBe(400);
    expect([...seen.values()].every((count) => count === 1)).toBe(true);
  });

  it('get smaller with every level, and keep what stands out', () => {
    const bytes = [0, 1, 2].map((level) =>
      built.index.chunks.filter((c) => c.level === level).reduce((sum, c) => sum + c.bytes, 0),
    );
    expect(bytes[1]!).toBeLessThan(bytes[0]!);
    expect(bytes[2]!).toBeLessThan(bytes[1]!);
    const tallest = (level: number): number =>
      Math.max(...built.index.chunks.filter((c) => c.level === level).map((c) => c.topM));
    expect(tallest(2)).toBe(tallest(0));
  });
});

describe('the spatial index', () => {
  it('is read back from its bytes and answers as a search through all would', () => {
    const rows = JSON.parse(Buffer.from(built.files.get(built.index.featureFile)!).toString()) as FeatureRow[];
    const index = openFeatureIndex(rows, built.files.get(built.index.treeFile)!, built.index.origin);
    const frame = createFrame(built.index.origin);
    fc.assert(
      fc.property(fc.integer({ min: -800, max: 800 }), fc.integer({ min: -800, max: 800 }), (xM, yM) => {
        const { lonDeg, latDeg } = frame.lonLatFromEnu(xM, yM);
        const found = index.near(lonDeg, latDeg, 150, 'buildings', 500).map(({ row }) => row.id);
        const gap = ({ box: [w, s, e, n] }: FeatureRow): number =>
          Math.hypot(Math.max(w - xM, 0, xM - e), Math.max(s - yM, 0, yM - n));
        const certain = rows.filter((row) => gap(row) < 149.9).map(({ id }) => id);
        const possible = new Set(rows.filter((row) => gap(row) < 150.1).map(({ id }) => id));
        expect(found).toEqual(expect.arrayContaining(certain));
        expect(found.every((id) => possible.has(id))).toBe(true);
      }),
      { seed: 2, numRuns: 40 },
    );
    expect(index.near(121.5013, 31.2355, 1000, 'roads')).toEqual([]);
  });
});

describe('shapes with less detail', () => {
  const ring = Array.from({ length: 40 }, (_, i) => [
    50 * Math.cos((i / 40) * 2 * Math.PI),
    20 * Math.sin((i / 40) * 2 * Math.PI),
  ]).flat();

  it('keep their place and about their area with fewer corners', () => {
    const simple = simplifyRing(ring, 2.5)!;
    expect(simple.length).toBeLessThan(ring.length / 2);
    expect(ringArea2(simple) / ringArea2(ring)).toBeGreaterThan(0.85);
    expect(simplifyRing([0, 0, 0.5, 0, 0.5, 0.5, 0, 0.5], 2.5)).toBeNull();
  });

  it('become the box around them from afar', () => {
    const box = boxAround(ring);
    expect(box).toHaveLength(8);
    expect(Math.abs(ringArea2(box)) / 2).toBeCloseTo(4000, -2);
  });
});
