/**
 * Water above its warning line: in the reach at the gauge, and only there, its surface stands over the ground by what it
 * is over the line, drawn larger as everything upright in this picture is small. It carries the pigment of the level
 * that it has reached, and runs out where nobody has measured it. Nothing moves between two readings.
 */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { enuFromLonLat } from '@chengyun/basemap/project.ts';
import { BufferAttribute, BufferGeometry, DoubleSide, Group, ShaderMaterial } from 'three';
import { fixedMesh } from './fixed-mesh.ts';
import { mistChunk, painted, pigmentChunk } from './glsl.ts';
import { severity } from './ink.ts';
import { createReachFinder, type ReachPiece, reachM } from './risen-reach.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import type { SceneGauge } from './types.ts';

export interface RisenWater {
  readonly group: Group;
  /** Gauges whose reach stands above its line. */
  readonly count: number;
  /** True when the picture is another one now. */
  readonly set: (gauges: readonly SceneGauge[]) => boolean;
  readonly dispose: () => void;
}

/** A metre over the line is drawn this high. */
export const exaggeration = 30;
const reachesMax = 24;
/** Places whose water is kept ready. */
const placesMax = 1_000;

/** How far a gauge is over its lowest line, metres, and the worst level that it has reached; null below or unknown. */
export function riseOf({
  levelM,
  marks,
  stale,
}: SceneGauge): { readonly overM: number; readonly level: number } | null {
  const reached = marks.filter((mark) => mark.level !== null && levelM >= mark.valueM);
  if (stale || reached.length === 0) return null;
  const worst = Math.min(...reached.map((mark) => severity[mark.level!]));
  return { overM: levelM - Math.min(...reached.map((mark) => mark.valueM)), level: worst };
}

const vertex = /* glsl */ `
attribute vec2 aFrom;
attribute vec2 aRise;
varying vec3 vWorld;
varying vec2 vFrom;
varying float vLevel;
varying float vWall;
void main() {
  // From the gauge, metres; height at the gauge and level; z of the position is 1 on the surface, 0 at its foot.
  float nearness = 1.0 - smoothstep(${(reachM * 0.45).toFixed(1)}, ${reachM.toFixed(1)}, length(aFrom));
  vWorld = vec3(position.xy, 0.4 + position.z * aRise.x * nearness);
  vFrom = aFrom;
  vLevel = aRise.y;
  vWall = position.z;
  gl_Position = projectionMatrix * viewMatrix * vec4(vWorld, 1.0);
}
`;

const fragment = /* glsl */ `
${mistChunk}
${pigmentChunk}
uniform vec3 uWater;
uniform vec3 uHigh;
varying vec3 vWorld;
varying vec2 vFrom;
varying float vLevel;
varying float vWall;
void main() {
  vec3 pigment = pigmentOf(vLevel);
  float nearness = 1.0 - smoothstep(${(reachM * 0.45).toFixed(1)}, ${(reachM * 0.98).toFixed(1)}, length(vFrom));
  float isSurface = step(0.999, vWall);
  vec3 surface = mix(mix(uWater, uHigh, 0.25), pigment, 0.32);
  vec3 wall = mix(uWater * 0.6, pigment, 0.75);
  vec3 tone = mix(wall, surface, isSurface);
  gl_FragColor = vec4(mix(tone, uMist, mistAt(vWorld) * 0.6), nearness * mix(0.9, 0.72, isSurface));
}
`;

/** The water at one place, which stays what it is while its level comes and goes. */
interface ReachMesh {
  /** `x, y, up` of each corner: metres, and 1 on the surface or 0 at its foot. */
  readonly positions: Float32Array;
  /** `x, y` of each corner from the gauge, metres. */
  readonly from: Float32Array;
  readonly indices: Uint32Array;
}

interface Risen {
  readonly heightM: number;
  readonly level: number;
  readonly reach: ReachMesh;
}

export function createRisenWater(data: BasemapData, shared: SharedUniforms): RisenWater {
  const piecesAt = createReachFinder(data);
  /** By place: gauges stay where they are. */
  const reaches = new Map<string, ReachMesh>();
  const reachAt = ({ lonDeg, latDeg }: SceneGauge): ReachMesh => {
    const place = `${lonDeg} ${latDeg}`;
    const known = reaches.get(place);
    if (known) return known;
    const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
    const made = reachMeshOf(piecesAt(xM, yM), xM, yM);
    if (reaches.size >= placesMax) reaches.clear();
    reaches.set(place, made);
    return made;
  };
  const material = new ShaderMaterial({
    uniforms: { ...shared },
    vertexShader: vertex,
    fragmentShader: fragment,
    ...painted,
    side: DoubleSide,
  });
  // After what lies on the ground, before what stands on it.
  const mesh = fixedMesh(new BufferGeometry(), material, 6);
  mesh.visible = false;
  const group = new Group();
  group.add(mesh);
  let shown = '';
  let count = 0;

  return {
    group,
    get count() {
      return count;
    },
    set(gauges) {
      const over = gauges.flatMap((gauge) => {
        const rise = riseOf(gauge);
        return rise === null ? [] : [{ ...rise, gauge }];
      });
      // A centimetre more is no other picture.
      const key = over.map(({ gauge, overM, level }) => `${gauge.id} ${overM.toFixed(1)} ${level}`).join();
      if (key === shown) return false;
      shown = key;
      const risen = over
        .slice(0, reachesMax)
        .map(({ gauge, overM, level }): Risen => ({ heightM: 2 + overM * exaggeration, level, reach: reachAt(gauge) }));
      count = risen.filter(({ reach }) => reach.indices.length > 0).length;
      mesh.geometry.dispose();
      mesh.geometry = geometryOf(risen);
      mesh.visible = count > 0;
      return true;
    },
    dispose() {
      mesh.geometry.dispose();
      material.dispose();
    },
  };
}

/** The surface of a reach, and walls around it down to the ground. */
function reachMeshOf(pieces: readonly ReachPiece[], xM: number, yM: number): ReachMesh {
  const positions: number[] = [];
  const from: number[] = [];
  const indices: number[] = [];
  const put = (x: number, y: number, up: 0 | 1): number => {
    positions.push(x, y, up);
    from.push(x - xM, y - yM);
    return positions.length / 3 - 1;
  };
  for (const { ring, triangles } of pieces) {
    const first = positions.length / 3;
    for (let i = 0; i < ring.length; i += 2) put(ring[i]!, ring[i + 1]!, 1);
    for (const [a, b, c] of triangles) indices.push(first + a!, first + b!, first + c!);
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      const corners = [put(ring[i]!, ring[i + 1]!, 0), put(ring[j]!, ring[j + 1]!, 0)] as const;
      const tops = [put(ring[i]!, ring[i + 1]!, 1), put(ring[j]!, ring[j + 1]!, 1)] as const;
      indices.push(corners[0], corners[1], tops[1], corners[0], tops[1], tops[0]);
    }
  }
  return { positions: new Float32Array(positions), from: new Float32Array(from), indices: new Uint32Array(indices) };
}

/** All reaches in one, each at its height. */
function geometryOf(risen: readonly Risen[]): BufferGeometry {
  const sum = (sizeOf: (reach: ReachMesh) => number) => risen.reduce((size, { reach }) => size + sizeOf(reach), 0);
  const corners = sum(({ positions }) => positions.length / 3);
  const positions = new Float32Array(corners * 3);
  const from = new Float32Array(corners * 2);
  const rises = new Float32Array(corners * 2);
  const indices = new Uint32Array(sum((reach) => reach.indices.length));
  let [corner, at] = [0, 0];
  for (const { reach, heightM, level } of risen) {
    positions.set(reach.positions, corner * 3);
    from.set(reach.from, corner * 2);
    for (let i = 0; i < reach.indices.length; i++) indices[at++] = corner + reach.indices[i]!;
    for (const last = corner + reach.positions.length / 3; corner < last; corner++) {
      rises[corner * 2] = heightM;
      rises[corner * 2 + 1] = level;
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('aFrom', new BufferAttribute(from, 2));
  geometry.setAttribute('aRise', new BufferAttribute(rises, 2));
  geometry.setIndex(new BufferAttribute(indices, 1));
  return geometry;
}
