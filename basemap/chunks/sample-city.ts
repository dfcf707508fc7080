import type { Feature, MapLayer } from '../geojson.ts';
import type { CityMap } from '../layers.ts';
import { createFrame, origin } from '../project.ts';
import { createRandom } from '../random.ts';

/** A street block, and how many houses stand on it. */
const blockM = 200;
const housesPerBlock = 8;

/**
 * A made-up city of any size, the same for the same seed: what the load of the
 * scene is measured with. Every house has four to ten corners.
 */
export function sampleCity(buildings: number, seed: number): CityMap {
  const random = createRandom(seed);
  const frame = createFrame(origin);
  const side = Math.ceil(Math.sqrt(buildings / housesPerBlock));
  const features: Feature[] = [];
  for (let n = 0; n < buildings; n++) {
    const block = Math.floor(n / housesPerBlock);
    const spot = n % housesPerBlock;
    const x = ((block % side) - side / 2) * blockM + (spot % 4) * 44 + 12;
    const y = (Math.floor(block / side) - side / 2) * blockM + Math.floor(spot / 4) * 80 + 20;
    const corners = 4 + 2 * Math.floor(random() * 4);
    const turn = random() * 0.3;
    const [w, d] = [12 + 8 * random(), 14 + 16 * random()];
    const ring = Array.from({ length: corners }, (_, i) => {
      const a = (i / corners) * 2 * Math.PI + turn;
      const { lonDeg, latDeg } = frame.lonLatFromEnu(x + w * Math.cos(a), y + d * Math.sin(a));
      return [lonDeg, latDeg] as const;
    });
    const heightM = Math.round(8 + 12 * random() + (random() < 0.06 ? 120 * random() : 0));
    features.push({
      type: 'Feature',
      properties: { id: `house-${n}`, kind: 'building', heightM },
      geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] },
    });
  }
  const meta = { layer: 'houses', datum: 'WGS84', source: 'made up', licence: 'Apache-2.0', confidence: 'C' } as const;
  const layer: MapLayer = { id: 'houses', role: 'buildings', meta: { ...meta, schematic: true }, features };
  const { source, licence, confidence } = meta;
  const entry = {
    ...({ id: 'houses', file: 'layers/houses.geojson', role: 'buildings', isChunked: true } as const),
    ...{ source, licence, confidence },
  };
  const names = { id: `sample-${buildings}`, nameZh: '示例城市', nameEn: 'Sample city' };
  const half = (side * blockM) / 2 / 111_000;
  const extent = [origin.lonDeg - half, origin.latDeg - half, origin.lonDeg + half, origin.latDeg + half] as const;
  return {
    folder: '',
    manifest: { ...names, origin, hasFabric: false, credits: [], layers: [{ ...entry, extent, middle: origin }] },
    layers: new Map([['houses', layer]]),
  };
}
