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

// Mist thickens with distance, lies low, and drifts in banks; towers stand out of it.
float mistAt(vec3 world) {
  float d = distance(world, uEye);
  float bank = wash(world.xy / 5200.0 + 3.7) * 0.7 + wash(world.xy / 1900.0) * 0.3;
  float far = 1.0 - exp(-pow(d / (uMistM * (0.72 + 0.56 * bank)), 1.55));
  float above = smoothstep(60.0, 460.0, world.z);
  return clamp(far * mix(1.0, 0.42, above), 0.0, 0.97);
}
`;
