/**
 * Triangles that lie on the ground in the pigments of the levels, written in place when they change: one draw call, none
 * while there are none. Each has its first corner in the middle of a shape and the other two on the rim.
 */
import { BufferAttribute, BufferGeometry, DynamicDrawUsage, type Mesh } from 'three';
import { fixedMesh, washMaterial } from './fixed-mesh.ts';
import { mistChunk, pigmentChunk } from './glsl.ts';
import type { SharedUniforms } from './shared-uniforms.ts';

export interface PigmentWash {
  readonly mesh: Mesh;
  readonly begin: () => void;
  /** Metres; `level` is a severity. Beyond the capacity nothing is drawn. */
  readonly fan: (level: number, xM: number, yM: number, ax: number, ay: number, bx: number, by: number) => void;
  readonly end: () => void;
  readonly dispose: () => void;
}

export interface PigmentWashOptions {
  readonly trianglesMax: number;
  readonly renderOrder: number;
  /** Body of the fragment shader: from `pigment` and `vLook.y` (0 in the middle, 1 on the rim) to `gl_FragColor`. */
  readonly paint: string;
}

const vertex = /* glsl */ `
attribute vec2 aLook;
varying vec3 vWorld;
varying vec2 vLook;
void main() {
  vWorld = vec3(position.xy, 0.0);
  vLook = aLook;
  gl_Position = projectionMatrix * viewMatrix * vec4(vWorld, 1.0);
}
`;

const fragmentOf = (paint: string): string => /* glsl */ `
${mistChunk}
${pigmentChunk}
varying vec3 vWorld;
varying vec2 vLook;
void main() {
  vec3 pigment = pigmentOf(vLook.x);
  ${paint}
}
`;

export function createPigmentWash(shared: SharedUniforms, options: PigmentWashOptions): PigmentWash {
  const vertices = options.trianglesMax * 3;
  const positions = new BufferAttribute(new Float32Array(vertices * 3), 3);
  const looks = new BufferAttribute(new Float32Array(vertices * 2), 2);
  positions.setUsage(DynamicDrawUsage);
  looks.setUsage(DynamicDrawUsage);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', positions);
  geometry.setAttribute('aLook', looks);
  const material = washMaterial(shared, vertex, fragmentOf(options.paint));
  const mesh = fixedMesh(geometry, material, options.renderOrder);
  mesh.visible = false;
  let n = 0;
  const put = (level: number, x: number, y: number, rim: 0 | 1): void => {
    positions.setXYZ(n, x, y, 0);
    looks.setXY(n, level, rim);
    n++;
  };
  return {
    mesh,
    begin() {
      n = 0;
    },
    fan(level, xM, yM, ax, ay, bx, by) {
      if (n + 3 > vertices) return;
      put(level, xM, yM, 0);
      put(level, ax, ay, 1);
      put(level, bx, by, 1);
    },
    end() {
      geometry.setDrawRange(0, n);
      mesh.visible = n > 0;
      positions.needsUpdate = true;
      looks.needsUpdate = true;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
