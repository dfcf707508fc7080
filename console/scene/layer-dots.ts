import type { LayerMark, LayerTone } from '@chengyun/contracts/map-layer.ts';
import {
  BufferAttribute,
  type BufferGeometry,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  type Mesh,
  ShaderMaterial,
} from 'three';
import { fixedMesh } from './fixed-mesh.ts';
import { mistChunk, painted, toneChunk } from './glsl.ts';
import { makePickable, ranks } from './pickable.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import { tones } from './stroke.ts';
import type { Picked } from './types.ts';

/** A thing of a layer that is drawn as a mark with a place, metres. */
export interface LayerDot {
  readonly xM: number;
  readonly yM: number;
  readonly mark: LayerMark;
  readonly tone: LayerTone;
  readonly isHollow: boolean;
  readonly thing: Picked;
}

const marks: Readonly<Record<LayerMark, number>> = { disc: 0, box: 1, bar: 2, cross: 3 };

const vertex = /* glsl */ `
uniform vec2 uResolution;
uniform float uPixel;
attribute vec4 aDot;
attribute float aTone;
varying vec2 vCorner;
varying vec3 vWorld;
varying vec3 vLook;
void main() {
  vWorld = vec3(aDot.xy, 2.0);
  vCorner = position.xy;
  vLook = vec3(aDot.zw, aTone);
  vec4 c = projectionMatrix * viewMatrix * vec4(vWorld, 1.0);
  c.xy += position.xy * (13.0 * uPixel) / uResolution * c.w;
  gl_Position = c;
}
`;

const fragment = /* glsl */ `
${mistChunk}
${toneChunk}
varying vec2 vCorner;
varying vec3 vWorld;
varying vec3 vLook;
void main() {
  vec2 p = abs(vCorner);
  float d = vLook.x < 0.5 ? length(p)
    : vLook.x < 1.5 ? max(p.x, p.y) * 1.1
    : vLook.x < 2.5 ? max(p.x * 0.85, p.y * 1.9)
    : max(max(p.x, p.y) * 0.9, min(p.x, p.y) * 3.2);
  float ink = 1.0 - smoothstep(0.56, 0.66, d);
  float core = vLook.x > 2.5 ? 1.0 : 1.0 - smoothstep(0.22, 0.32, d);
  // A bed of ground around the mark, so that it is as clear over buildings as over land.
  float bed = 1.0 - smoothstep(0.8, 0.95, d);
  vec3 tone = mix(uLand, mix(toneOf(vLook.z), uMist, mistAt(vWorld) * 0.5), ink * (1.0 - vLook.y * core));
  gl_FragColor = vec4(tone, bed * mix(0.75, 1.0, ink));
}
`;

/** Of marks; they are seen through what stands before them. */
export const layerDotMaterial = (shared: SharedUniforms): ShaderMaterial =>
  new ShaderMaterial({
    uniforms: { ...shared },
    vertexShader: vertex,
    fragmentShader: fragment,
    depthTest: false,
    depthWrite: false,
    ...painted,
  });

/** The marks of all layers in one draw call. */
export function createLayerDots(
  material: ShaderMaterial,
  dots: readonly LayerDot[],
): Mesh<BufferGeometry, ShaderMaterial> {
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array([-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0]), 3));
  geometry.setIndex(new BufferAttribute(new Uint16Array([0, 1, 2, 0, 2, 3]), 1));
  const places = new Float32Array(dots.length * 4);
  for (const [i, dot] of dots.entries()) places.set([dot.xM, dot.yM, marks[dot.mark], dot.isHollow ? 1 : 0], i * 4);
  geometry.setAttribute('aDot', new InstancedBufferAttribute(places, 4));
  geometry.setAttribute(
    'aTone',
    new InstancedBufferAttribute(
      Float32Array.from(dots, (dot) => tones[dot.tone]),
      1,
    ),
  );
  geometry.setAttribute(
    'aThing',
    new InstancedBufferAttribute(
      Float32Array.from(dots, (_, i) => i),
      1,
    ),
  );
  geometry.instanceCount = dots.length;
  const mesh = fixedMesh(geometry, material, 36);
  makePickable(mesh, {
    attribute: 'aThing',
    rank: ranks.dot,
    count: () => dots.length,
    thing: (i) => dots[i]?.thing ?? null,
  });
  return mesh;
}
