import { directionScale, faceScale, roofDirection } from '@chengyun/basemap/chunks/chunk-format.ts';
import { DoubleSide, type IUniform, ShaderMaterial } from 'three';
import { mistChunk } from './glsl.ts';
import { type SharedUniforms, zonesMax } from './shared-uniforms.ts';

const common = /* glsl */ `
varying vec3 vWorld;
varying vec3 vNormal;
varying vec4 vFace;
varying float vShade;
varying float vAway;
varying vec2 vZone;
`;

/** Which alarm area a solid stands in: strength and severity, found once per vertex. */
const zones = /* glsl */ `
uniform vec4 uZone[${zonesMax}];
vec2 zoneAt(vec2 p) {
  vec2 found = vec2(0.0, 3.0);
  for (int i = 0; i < ${zonesMax}; i++) {
    vec4 zone = uZone[i];
    if (zone.w < -0.5) continue;
    if (distance(p, zone.xy) < zone.z && (found.x < 0.5 || zone.w < found.y)) found = vec2(1.0, zone.w);
  }
  return found;
}
`;

/** Blocks: one unit box, placed and sized per instance. */
const blockVertex = /* glsl */ `
${common}
${zones}
attribute vec4 aPlace;
attribute vec4 aSize;
attribute vec3 aNormal;
attribute vec2 aUv;
void main() {
  float c = cos(aPlace.z), s = sin(aPlace.z);
  mat2 turn = mat2(c, s, -s, c);
  vec2 p = turn * (position.xy * aSize.xy) + aPlace.xy;
  vWorld = vec3(p, position.z * aSize.z);
  vNormal = vec3(turn * aNormal.xy, aNormal.z);
  float across = aNormal.z > 0.5 ? aSize.x : (abs(aNormal.x) > 0.5 ? aSize.y : aSize.x);
  vFace = vec4(aUv, across, aNormal.z > 0.5 ? aSize.y : aSize.z);
  vShade = aPlace.w;
  // 1 across the border: the neighbours' city is drawn in thinner ink.
  vAway = aSize.w;
  vZone = zoneAt(aPlace.xy);
  gl_Position = projectionMatrix * viewMatrix * vec4(vWorld, 1.0);
}
`;

/** Landmarks and bridges: merged geometry, already in place. */
const solidVertex = /* glsl */ `
${common}
${zones}
attribute vec3 aNormal;
attribute vec4 aFace;
attribute float aShade;
void main() {
  vWorld = position;
  vNormal = aNormal;
  vFace = aFace;
  vShade = aShade;
  vAway = 0.0;
  vZone = zoneAt(position.xy);
  gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0);
}
`;

/** Buildings of a tile: whole sixteenths of a metre, walls by direction, the number of the feature at every vertex. */
const chunkVertex = /* glsl */ `
${common}
${zones}
attribute float aFeature;
attribute vec4 aSide;
void main() {
  vec4 world = modelMatrix * vec4(position, 1.0);
  vWorld = world.xyz;
  float turn = aSide.x / ${directionScale}.0;
  bool isRoof = aSide.x > ${roofDirection - 1}.0;
  vNormal = isRoof ? vec3(0.0, 0.0, 1.0) : vec3(cos(turn), sin(turn), 0.0);
  vFace = vec4(mod(aSide.y, 2.0), floor(aSide.y / 2.0), aSide.zw / ${faceScale}.0);
  vShade = fract(sin(aFeature * 12.9898 + 4.1) * 43758.5453) * 2.0 - 1.0;
  vAway = 0.0;
  vZone = zoneAt(vWorld.xy);
  gl_Position = projectionMatrix * viewMatrix * world;
}
`;

/**
 * The ink. Tone rises with height, ink pools at the foot (darker below 45 m),
 * one side of every solid is in shade, and edges are drawn one pixel wide.
 */
const fragment = /* glsl */ `
${mistChunk}
${common}
uniform vec3 uLow;
uniform vec3 uHigh;
uniform vec3 uLand;
uniform vec3 uPigment[4];
uniform float uPaper;
uniform float uLift;
void main() {
  float z = vWorld.z;
  vec3 n = normalize(vNormal);
  float rise = pow(clamp((z + 14.0) / 400.0, 0.0, 1.0), 0.55);
  float pool = smoothstep(-12.0, 45.0, z);
  // Ink pools down the walls; a roof keeps most of its paper.
  if (n.z > 0.5) pool = mix(pool, 1.0, 0.65);
  float side = dot(n.xy, normalize(vec2(-0.82, 0.57))) * 0.5 + 0.5;
  float facing = n.z > 0.5 ? 1.0 : mix(0.3, 0.86, side * side);

  float tone = (0.2 + 0.8 * rise) * mix(0.34, 1.0, pool) * facing + uLift * mix(0.3, 1.0, facing) * pool;
  tone *= 1.0 + 0.13 * vShade;
  // On paper the solids are pale and the ink sits in the shade.
  float light = (0.3 + (0.5 - uLift) * rise - 0.5 * uLift) * mix(0.3, 1.0, pool) + (facing - 0.72) * 0.62;
  tone = mix(tone, light + (0.05 + 0.2 * uLift) * vShade, uPaper);

  vec2 away = min(vFace.xy, 1.0 - vFace.xy) * vFace.zw;
  vec2 step = max(fwidth(vFace.xy * vFace.zw), vec2(0.0001));
  vec2 px = away / step;
  float line = vFace.z > 0.0 ? 1.0 - smoothstep(0.4, 1.3, min(px.x, px.y)) : 0.0;
  float big = smoothstep(5.0, 16.0, min(vFace.z / step.x, vFace.w / step.y));
  float edge = line * big;
  tone += edge * mix(0.1 + 0.1 * rise, -0.3 - uLift, uPaper);

  vec3 ink = mix(uLow * mix(0.74, 0.92, uPaper), uHigh, clamp(tone, 0.0, 1.0));
  if (vZone.x > 0.5) {
    // Inside an alarm area: one step lighter, and under level I the pigment pools at the foot.
    ink = mix(ink, uHigh, mix(0.16, 0.3, uPaper));
    float stain = vZone.y < 0.5 ? mix(0.5, 0.1, smoothstep(0.0, 90.0, z)) : 0.0;
    ink = mix(ink, uPigment[0], stain);
  }
  ink = mix(ink, mix(uLand, uMist, 0.35), vAway * 0.42);
  gl_FragColor = vec4(mix(ink, uMist, mistAt(vWorld)), 1.0);
}
`;

function material(shared: SharedUniforms, vertexShader: string, uLift: number, doubleSide: boolean): ShaderMaterial {
  const uniforms: Record<string, IUniform> = { ...shared, uLift: { value: uLift } };
  const made = new ShaderMaterial({ uniforms, vertexShader, fragmentShader: fragment });
  if (doubleSide) made.side = DoubleSide;
  return made;
}

/** Buildings of tiles; both sides, since outlines of foreign files are not to be relied on. */
export const chunkSolidMaterial = (shared: SharedUniforms): ShaderMaterial => material(shared, chunkVertex, 0.04, true);

export const blockMaterial = (shared: SharedUniforms): ShaderMaterial => material(shared, blockVertex, 0, false);

/** Landmarks are lifted a step, so that the skyline is found first. */
export const solidMaterial = (shared: SharedUniforms): ShaderMaterial => material(shared, solidVertex, 0.26, true);
