import { enuFromLonLat } from '@chengyun/basemap/project.ts';
import {
  BufferAttribute,
  DynamicDrawUsage,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  ShaderMaterial,
} from 'three';
import { fixedMesh } from './fixed-mesh.ts';
import { mistChunk, painted } from './glsl.ts';
import { makePickable, ranks } from './pickable.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import type { SceneSensor } from './types.ts';

/** Every sensor as a grain of ink on the ground, thousands in one draw call. A silent one is a hollow grain. */
export interface SensorDots {
  readonly group: Group;
  readonly count: number;
  readonly set: (sensors: readonly SceneSensor[]) => void;
  readonly dispose: () => void;
}

/** More are not drawn; the count says how many are. */
export const sensorsMax = 12_000;

const vertex = /* glsl */ `
uniform vec2 uResolution;
uniform float uPixel;
attribute vec3 aDot;
varying vec2 vCorner;
varying vec3 vWorld;
varying float vStale;
void main() {
  vWorld = vec3(aDot.xy, 2.0);
  vCorner = position.xy;
  vStale = aDot.z;
  vec4 c = projectionMatrix * viewMatrix * vec4(vWorld, 1.0);
  c.xy += position.xy * (5.0 * uPixel) / uResolution * c.w;
  gl_Position = c;
}
`;

const fragment = /* glsl */ `
${mistChunk}
uniform vec3 uInkLine;
uniform vec3 uHigh;
uniform float uPaper;
varying vec2 vCorner;
varying vec3 vWorld;
varying float vStale;
void main() {
  float r = length(vCorner);
  float disc = 1.0 - smoothstep(0.5, 0.8, r);
  float hollow = smoothstep(0.4, 0.6, r) * (1.0 - smoothstep(0.8, 1.0, r));
  float alpha = mix(disc * 0.6, hollow, vStale);
  vec3 tone = mix(uHigh, uInkLine, uPaper);
  gl_FragColor = vec4(mix(tone, uMist, mistAt(vWorld)), alpha);
}
`;

export function createSensorDots(shared: SharedUniforms): SensorDots {
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array([-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0]), 3));
  geometry.setIndex(new BufferAttribute(new Uint16Array([0, 1, 2, 0, 2, 3]), 1));
  /** `x, y, stale` of each: written as they are, thousands at a time. */
  const values = new Float32Array(sensorsMax * 3);
  const dots = new InstancedBufferAttribute(values, 3);
  dots.setUsage(DynamicDrawUsage);
  geometry.setAttribute('aDot', dots);
  const numbers = Float32Array.from({ length: sensorsMax }, (_, i) => i);
  geometry.setAttribute('aThing', new InstancedBufferAttribute(numbers, 1));
  geometry.instanceCount = 0;
  const material = new ShaderMaterial({
    uniforms: { ...shared },
    vertexShader: vertex,
    fragmentShader: fragment,
    depthWrite: false,
    ...painted,
  });
  const mesh = fixedMesh(geometry, material, 35);
  mesh.visible = false;
  /** Longitude and latitude of each dot: most sensors stay where they are, and need no projection again. */
  const degrees = new Float64Array(sensorsMax * 2).fill(Number.NaN);
  let shown: readonly SceneSensor[] = [];
  makePickable(mesh, {
    attribute: 'aThing',
    rank: ranks.dot,
    count: () => shown.length,
    thing: (i) => (shown[i] ? { kind: 'sensor', id: shown[i].id } : null),
  });
  const group = new Group();
  group.add(mesh);
  return {
    group,
    get count() {
      return geometry.instanceCount;
    },
    set(sensors) {
      const n = Math.min(sensors.length, sensorsMax);
      shown = sensors.slice(0, n);
      for (let i = 0; i < n; i++) {
        const { lonDeg, latDeg, stale } = sensors[i]!;
        if (degrees[i * 2] !== lonDeg || degrees[i * 2 + 1] !== latDeg) {
          const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
          values[i * 3] = xM;
          values[i * 3 + 1] = yM;
          degrees[i * 2] = lonDeg;
          degrees[i * 2 + 1] = latDeg;
        }
        values[i * 3 + 2] = stale ? 1 : 0;
      }
      geometry.instanceCount = n;
      mesh.visible = n > 0;
      dots.needsUpdate = true;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
