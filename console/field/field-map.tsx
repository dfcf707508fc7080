/** A small map of where to go: river, roads, the place. SVG from the base map, so that no 3D engine is fetched. */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import type { Level } from '@chengyun/contracts';
import { useMemo } from 'preact/hooks';
import { useSize } from '../ui/use-size.ts';

export interface FieldMapProps {
  readonly basemap: BasemapData | null;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly radiusM: number;
  readonly level: Level;
  readonly place: string;
}

/** Half of the shown width, metres. */
const HALF_M = 900;
const M_PER_DEG_LAT = 111_320;
const ROAD_PX: Readonly<Record<string, number>> = {
  ring: 26,
  expressway: 26,
  elevated: 22,
  bridge: 22,
  tunnel: 14,
  main: 16,
};

export function FieldMap({ basemap, lonDeg, latDeg, radiusM, level, place }: FieldMapProps) {
  const shapes = useMemo(() => (basemap ? pathsAround(basemap, lonDeg, latDeg) : null), [basemap, lonDeg, latDeg]);
  const [ref, { widthPx, heightPx }] = useSize<HTMLElement>();
  const half = widthPx === 0 ? HALF_M : HALF_M * (heightPx / widthPx);
  return (
    <figure class="field-map" ref={ref}>
      <svg viewBox={`${-HALF_M} ${-half} ${2 * HALF_M} ${2 * half}`} role="img" aria-label={place}>
        {shapes && (
          <>
            <path class="map-water" d={shapes.water} />
            <path class="map-creek" d={shapes.creeks} />
            {shapes.roads.map((road) => (
              <path key={road.id} class="map-road" d={road.d} stroke-width={road.widthPx} />
            ))}
          </>
        )}
        <g data-pigment={level}>
          <circle class="map-reach" r={Math.max(120, radiusM)} />
          <rect
            class="map-place"
            x={-34}
            y={-34}
            width={68}
            height={68}
            transform={level === 'red' ? '' : 'rotate(45)'}
          />
        </g>
        <text class="map-name" y={150} text-anchor="middle">
          {place}
        </text>
        <g class="map-scale" transform={`translate(${HALF_M - 560} ${half - 60})`}>
          <path d="M0 -18V18M0 0H500M500 -18V18" />
          <text x={-20} y={18} text-anchor="end">
            500 m
          </text>
        </g>
      </svg>
      <figcaption class="spoken">{place}</figcaption>
    </figure>
  );
}

function pathsAround(data: BasemapData, lonDeg: number, latDeg: number) {
  const perLon = M_PER_DEG_LAT * Math.cos((latDeg * Math.PI) / 180);
  const trace = (path: readonly number[]): string => {
    let d = '';
    for (let i = 0; i + 1 < path.length; i += 2) {
      const x = (path[i]! - lonDeg) * perLon;
      const y = -(path[i + 1]! - latDeg) * M_PER_DEG_LAT;
      d += `${i === 0 ? 'M' : 'L'}${x.toFixed(0)} ${y.toFixed(0)}`;
    }
    return d;
  };
  const near = (path: readonly number[]): boolean => {
    const reachDeg = 0.06;
    for (let i = 0; i + 1 < path.length; i += 2) {
      if (Math.abs(path[i]! - lonDeg) < reachDeg && Math.abs(path[i + 1]! - latDeg) < reachDeg) return true;
    }
    return false;
  };
  return {
    water: [...data.river, ...data.lakes]
      .filter((a) => near(a.path))
      .map((area) => `${trace(area.path)}z`)
      .join(''),
    creeks: data.waterways
      .filter((l) => near(l.path))
      .map((line) => trace(line.path))
      .join(''),
    roads: data.roads
      .filter((road) => near(road.path))
      .map((road) => ({ id: road.id, d: trace(road.path), widthPx: ROAD_PX[road.kind] ?? 14 })),
  };
}
