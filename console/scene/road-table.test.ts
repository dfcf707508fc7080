import { basemapData } from '@chengyun/basemap/build.ts';
import { enuFromLonLat } from '@chengyun/basemap/project.ts';
import type { BufferAttribute, Mesh } from 'three';
import { describe, expect, it } from 'vitest';
import { createNetwork } from './network.ts';
import { createRoadTable, dashStepM, strokeIn, tableWidth, texelOf, widthsPerPx } from './road-table.ts';
import { createSharedUniforms } from './shared-uniforms.ts';
import { type Stroke, tones } from './stroke.ts';

const calm: Stroke = { widthPx: 1.7, tone: 'mid', opacity: 0.75 };
const texelsOf = (table: ReturnType<typeof createRoadTable>): Uint8Array =>
  table.uniform.value.image.data as Uint8Array;

describe('the table of roads', () => {
  it('keeps a stroke in four bytes, as close as an eye can tell', () => {
    const [width, tone, dash, opacity] = texelOf({ widthPx: 3.4, tone: 'orange', dashM: 90, opacity: 0.85 });
    expect(Math.abs(width / widthsPerPx - 3.4)).toBeLessThan(0.04);
    expect(tone).toBe(tones.orange);
    expect(dash * dashStepM).toBe(90);
    expect(opacity / 255).toBeCloseTo(0.85, 2);
  });

  it('has pigment only where nobody can pass', () => {
    expect(strokeIn('normal', calm)).toBe(calm);
    expect(strokeIn('slow', calm)).toMatchObject({ tone: 'high' });
    expect(strokeIn('slow', calm).widthPx).toBeGreaterThan(calm.widthPx);
    expect(strokeIn('closed', calm)).toMatchObject({ tone: 'orange' });
  });

  it('grows without moving what is in it', () => {
    const table = createRoadTable();
    for (let i = 0; i < tableWidth * 4 + 3; i++) expect(table.add(`road-${i}`, calm)).toBe(i);
    const texels = texelsOf(table);
    expect(texels.length).toBe(tableWidth * 8 * 4);
    expect([...texels.slice(0, 4)]).toEqual([...texelOf(calm)]);
    expect([...texels.slice((tableWidth * 4 + 2) * 4).slice(0, 4)]).toEqual([...texelOf(calm)]);
  });

  it('tells the worst that is said of a stretch, and only of what is near', () => {
    const table = createRoadTable();
    const here = { lonDeg: 121.5, latDeg: 31.23 };
    const { xM, yM } = enuFromLonLat(here.lonDeg, here.latDeg);
    const rows = [0, 900].map((eastM) => table.add('road-a', calm, { xM: xM + eastM, yM }));
    const tonesNow = (): number[] => rows.map((row) => texelsOf(table)[row * 4 + 1]!);
    const near = { ...here, withinM: 400 };
    expect(table.set([{ id: 'road-a', state: 'slow', near }])).toEqual({ changed: true, allKnown: true });
    expect(tonesNow()).toEqual([tones.high, tones.mid]);
    expect(table.set([{ id: 'road-a', state: 'slow', near }]).changed).toBe(false);
    table.set([
      { id: 'road-a', state: 'closed', near },
      { id: 'road-a', state: 'slow' },
    ]);
    expect(tonesNow()).toEqual([tones.orange, tones.high]);
    expect(table.wrong).toBe(2);
    table.set([]);
    expect(table.wrong).toBe(0);
    expect(tonesNow()).toEqual([tones.mid, tones.mid]);
  });

  it('knows a road of a tile by its id as soon as that is known', () => {
    const table = createRoadTable();
    const row = table.add('#7', calm);
    expect(table.set([{ id: 'road-b', state: 'closed' }])).toEqual({ changed: false, allKnown: false });
    table.rename(row, 'road-b');
    expect(texelsOf(table)[row * 4 + 1]).toBe(tones.orange);
    expect(table.set([{ id: 'road-b', state: 'closed' }]).allKnown).toBe(true);
  });
});

describe('the network', () => {
  it('changes texels and no geometry when roads change', () => {
    const data = basemapData();
    const table = createRoadTable();
    const network = createNetwork(data, createSharedUniforms(), table);
    const { geometry } = network.group.children[0] as Mesh;
    const versions = (): number[] => Object.values(geometry.attributes).map((one) => (one as BufferAttribute).version);
    const before = versions();
    const uploads = table.uniform.value.version;
    const rows = [...geometry.attributes.aRow!.array].filter((row) => row > 0);
    expect(rows.length).toBeGreaterThan(data.roads.length);
    expect(new Set(rows).size).toBe(rows.length);
    expect(table.set([{ id: data.roads[0]!.id, state: 'closed' }])).toEqual({ changed: true, allKnown: true });
    expect(versions()).toEqual(before);
    expect(table.uniform.value.version).toBeGreaterThan(uploads);
    network.dispose();
    table.dispose();
  });
});
