import { DoubleSide, NoBlending, ShaderMaterial } from 'three';
import { mistChunk } from './glsl.ts';
import type { SharedUniforms } from './shared-uniforms.ts';

const vertex = /* glsl */ `
attribute float aKind;
varying vec3 vWorld;
varying float vKind;
void main() {
  vWorld = position;
  vKind = aKind;
  gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0);
}
`;

const fragment = /* glsl */ `
${mistChunk}
uniform vec3 uLand;
uniform vec3 uLow;
uniform vec3 uHigh;
uniform vec3 uWater;
uniform float uPaper;
varying vec3 vWorld;
varying float vKind;
void main() {
  float grain = wash(vWorld.xy / 260.0) * 0.6 + wash(vWorld.xy / 60.0) * 0.4;
  vec3 water = uWater * (1.03 + 0.06 * wash(vWorld.xy / 420.0) * (1.0 - uPaper));
  // Green is a denser wash of the ground, paving a thinner one.
  vec3 green = mix(uLand, uLow, 0.32 + 0.3 * grain);
  vec3 paved = mix(uLand, uHigh, mix(0.07, 0.4, uPaper));
  vec3 tone = vKind < 0.5 ? water : vKind < 1.5 ? green : paved;
  gl_FragColor = vec4(mix(tone, uMist, mistAt(vWorld)), 1.0);
}
`;

/** Water, green and paving of tiles: painted on the ground before everything that stands on it. */
export const chunkAreaMaterial = (shared: SharedUniforms): ShaderMaterial =>
  new ShaderMaterial({
    uniforms: { ...shared },
    vertexShader: vertex,
    fragmentShader: fragment,
    depthTest: false,
    depthWrite: false,
    blending: NoBlending,
    side: DoubleSide,
  });
