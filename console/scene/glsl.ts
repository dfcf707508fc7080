import { CustomBlending, OneFactor } from 'three';

/**
 * Shader text shared by all materials: mist, value noise, and the uniforms that
 * the theme and the camera drive. Everything is in the local frame: x east,
 * y north, z up, metres.
 */
export const mistChunk = /* glsl */ `
uniform vec3 uMist;
uniform float uMistM;
uniform vec3 uEye;

float hash21(vec2 p) {
  p = fract(p * vec2(123.34, 345.45));
  p += dot(p, p + 34.345);
  return fract(p.x * p.y);
}

float wash(vec2 p) {
  vec2 i = floor(p), f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  return mix(mix(hash21(i), hash21(i + vec2(1.0, 0.0)), f.x),
             mix(hash21(i + vec2(0.0, 1.0)), hash21(i + vec2(1.0, 1.0)), f.x), f.y);
}

// Mist thickens with distance and lies in long banks across the view; towers stand out of it.
float mistAt(vec3 world) {
  float d = distance(world, uEye);
  float bank = wash(vec2(world.x / 7200.0, world.y / 2300.0) + 3.7) * 0.65 + wash(world.xy / 1500.0) * 0.35;
  float far = 1.0 - exp(-pow(d / (uMistM * (0.85 + 0.3 * bank)), 1.9));
  float veil = smoothstep(0.36, 0.74, bank) * smoothstep(0.28, 0.8, d / uMistM) * exp(-max(world.z, 0.0) / 90.0);
  float above = smoothstep(50.0, 460.0, world.z);
  return clamp((far * 0.94 + veil * 0.6 * (1.0 - far)) * mix(1.0, 0.4, above), 0.0, 0.95);
}
`;

/** The pigment of a severity as it travels through a shader: 0 is level I. */
export const pigmentChunk = /* glsl */ `
uniform vec3 uPigment[4];
vec3 pigmentOf(float severity) {
  int level = int(severity + 0.5);
  return level == 0 ? uPigment[0] : level == 1 ? uPigment[1] : level == 2 ? uPigment[2] : uPigment[3];
}
`;

/** The tones of strokes and marks by their number, see stroke.ts. */
export const toneChunk = /* glsl */ `
uniform vec3 uLand;
uniform vec3 uHigh;
uniform vec3 uInkLine;
uniform vec3 uWater;
uniform vec3 uPigment[4];
uniform float uPaper;
vec3 toneOf(float t) {
  if (t > 8.5) return uLand;
  if (t > 7.5) return uWater;
  if (t > 6.5) return uPigment[3];
  if (t > 5.5) return uPigment[2];
  if (t > 4.5) return uPigment[1];
  if (t > 3.5) return uPigment[0];
  float strength = t < 0.5 ? 0.16 : t < 1.5 ? 0.3 : t < 2.5 ? 0.55 : 1.0;
  return mix(uLand, mix(uInkLine, uHigh, (1.0 - uPaper) * step(2.5, t)), strength);
}
`;

/**
 * Blending inside the opaque queue, so that the painter's order is the only order.
 * Alpha is kept at one: the page behind the canvas must not shine through.
 */
export const painted = { blending: CustomBlending, blendSrcAlpha: OneFactor } as const;
