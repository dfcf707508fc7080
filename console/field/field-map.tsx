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

/** Half of the shown width, metres: at least this, wider where the reach is wider, so that its rim is seen. */
const HALF_M_MIN = 900;
const HALF_M_MAX = 5000;
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
  const halfM = Math.min(HALF_M_MAX, Math.max(HALF_M_MIN, radiusM * 1.3));
  const halfHeightM = widthPx === 0 ? halfM : halfM * (heightPx / widthPx);
  // Signs keep their size on the screen whatever the scale of the ground is.
  const zoom = halfM / HALF_M_MIN;
  const barM = zoom < 1.6 ? 500 : zoom < 3.2 ? 1000 : 2000;
  return (
    <figure class="field-map" ref={ref}>
      <svg
        viewBox={`${-halfM} ${-halfHeightM} ${2 * halfM} ${2 * halfHeightM}`}
        style={{ '--zoom': `${zoom}` }}
        role="img"
        aria-label={place}
      >
        {shapes && (
          <>
            <path class="map-water" d={shapes.water} />
            <path class="map-creek" d={shapes.creeks} />
            {shapes.roads.map((road) => (
              <path key={road.id} class="map-road" d={road.d} stroke-width={road.widthPx * zoom} />
            ))}
          </>
        )}
        <circle class="map-reach" data-pigment={level} r={Math.max(120, radiusM)} />
        <g data-pigment={level} transform={`scale(${zoom})`}>
          <rect
            class="map-place"
            x={-34}
            y={-34}
            width={68}
            height={68}
            transform={level === 'red' ? '' : 'rotate(45)'}
          />
          <text class="map-name" y={150} text-anchor="middle">
            {place}
          </text>
        </g>
        <g transform={`translate(${halfM - barM - 60 * zoom} ${halfHeightM - 60 * zoom})`} class="map-scale">
          <path d={`M0 ${-18 * zoom}V${18 * zoom}M0 0H${barM}M${barM} ${-18 * zoom}V${18 * zoom}`} />
          <text x={-20 * zoom} y={20 * zoom} text-anchor="end">
            {barM < 1000 ? `${barM} m` : `${barM / 1000} km`}
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
    const reachDeg = 0.09;
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
