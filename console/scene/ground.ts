import type { BasemapData } from '@chengyun/basemap/data.ts';
import { createDensity } from '@chengyun/basemap/density.ts';
import { enuPath } from '@chengyun/basemap/project.ts';
import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  Group,
  LinearFilter,
  NoBlending,
  RedFormat,
  ShaderMaterial,
  ShapeUtils,
  Vector2,
} from 'three';
import { fixedMesh } from './fixed-mesh.ts';
import { mistChunk, painted } from './glsl.ts';
import type { SharedUniforms } from './shared-uniforms.ts';

/** Sky, land, built-up wash, water and the ink that bleeds along its banks. Drawn first, back to front, without depth. */
export interface Ground {
  readonly group: Group;
  /** Drops what is on the GPU besides the meshes, after a lost context. */
  readonly forget: () => void;
  readonly dispose: () => void;
}

const region = { minX: -16_000, minY: -46_000, sizeM: 68_000, cells: 170 } as const;

/** A coarse picture of how built-up the land is, so that the far city is more than bare ground. */
function densityTexture(data: BasemapData): DataTexture {
  const density = createDensity(data);
  const n = region.cells;
  const bytes = new Uint8Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const x = region.minX + ((column + 0.5) / n) * region.sizeM;
      const y = region.minY + ((row + 0.5) / n) * region.sizeM;
      bytes[row * n + column] = Math.round(density.at(x, y) * 255);
    }
  }
  const texture = new DataTexture(bytes, n, n, RedFormat);
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.unpackAlignment = 1;
  texture.needsUpdate = true;
  return texture;
}

function areaGeometry(paths: readonly (readonly number[])[]): BufferGeometry {
  const positions: number[] = [];
  const indices: number[] = [];
  for (const path of paths) {
    if (path.length < 8) continue;
    const ring = enuPath(path);
    const contour: Vector2[] = [];
    for (let i = 0; i + 3 < ring.length; i += 2) contour.push(new Vector2(ring[i]!, ring[i + 1]!));
    const base = positions.length / 3;
    for (const p of contour) positions.push(p.x, p.y, 0);
    for (const [a, b, c] of ShapeUtils.triangulateShape(contour, [])) indices.push(base + a!, base + b!, base + c!);
  }
  return geometryFrom(positions, indices);
}

function geometryFrom(positions: readonly number[], indices: readonly number[]): BufferGeometry {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setIndex(new BufferAttribute(new Uint32Array(indices), 1));
  return geometry;
}

/** A strip along paths, `aSide` running −1…1 across it. Mitred at the joints. */
function stripGeometry(strips: readonly { readonly path: Float64Array; readonly halfM: number }[]): BufferGeometry {
  const positions: number[] = [];
  const sides: number[] = [];
  const indices: number[] = [];
  for (const { path, halfM } of strips) {
    const n = path.length / 2;
    const base = positions.length / 3;
    for (let i = 0; i < n; i++) {
      const a = Math.max(0, i - 1) * 2;
      const b = Math.min(n - 1, i + 1) * 2;
      const dx = path[b]! - path[a]!;
      const dy = path[b + 1]! - path[a + 1]!;
      const length = Math.hypot(dx, dy) || 1;
      for (const side of [-1, 1]) {
        positions.push(path[i * 2]! - (dy / length) * halfM * side, path[i * 2 + 1]! + (dx / length) * halfM * side, 0);
        sides.push(side);
      }
      if (i > 0) {
        const k = base + i * 2;
        indices.push(k - 2, k - 1, k, k - 1, k + 1, k);
      }
    }
  }
  const geometry = geometryFrom(positions, indices);
  geometry.setAttribute('aSide', new BufferAttribute(new Float32Array(sides), 1));
  return geometry;
}

const flatVertex = /* glsl */ `
attribute float aSide;
varying vec3 vWorld;
varying float vSide;
void main() {
  vWorld = position;
  vSide = aSide;
  gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0);
}
`;

const skyVertex = /* glsl */ `
uniform mat4 uInverse;
varying vec3 vRay;
void main() {
  vec4 near = uInverse * vec4(position.xy, -1.0, 1.0);
  vec4 far = uInverse * vec4(position.xy, 1.0, 1.0);
  vRay = far.xyz / far.w - near.xyz / near.w;
  gl_Position = vec4(position.xy, 1.0, 1.0);
}
`;

const skyFragment = /* glsl */ `
${mistChunk}
uniform vec3 uSky;
varying vec3 vRay;
void main() {
  vec3 ray = normalize(vRay);
  float up = clamp(ray.z, -0.02, 1.0);
  float angle = atan(ray.y, ray.x);
  float scroll = wash(vec2(angle * 9.0, up * 60.0)) * 0.6 + wash(vec2(angle * 23.0, up * 140.0)) * 0.4;
  float t = smoothstep(0.0, 0.16, up + (scroll - 0.5) * 0.05);
  gl_FragColor = vec4(mix(uMist, uSky, t), 1.0);
}
`;

const landFragment = /* glsl */ `
${mistChunk}
uniform vec3 uLand;
uniform vec3 uLow;
uniform vec3 uHigh;
uniform float uPaper;
uniform sampler2D uDensity;
uniform vec3 uRegion;
varying vec3 vWorld;
void main() {
  vec2 uv = (vWorld.xy - uRegion.xy) / uRegion.z;
  float built = texture2D(uDensity, clamp(uv, 0.002, 0.998)).r;
  float d = distance(vWorld, uEye);
  // Brush grain, and the grain of the far city where single blocks are no longer drawn.
  float grain = wash(vWorld.xy / 900.0) * 0.6 + wash(vWorld.xy / 260.0) * 0.4;
  float foot = max(length(fwidth(vWorld.xy)), 0.001);
  float fabric = wash(vWorld.xy / 120.0) * (1.0 - smoothstep(18.0, 90.0, foot));
  vec3 dark = mix(uLand, uLow, 0.4 + 0.6 * uPaper * 0.2);
  vec3 land = uLand * (0.93 + 0.14 * grain * (1.0 - 0.5 * uPaper));
  float city = built * (0.35 + 0.65 * fabric) * smoothstep(3500.0, 10000.0, d);
  land = mix(land, mix(dark, uHigh, 0.13), city * mix(0.55, 0.4, uPaper));
  gl_FragColor = vec4(mix(land, uMist, mistAt(vWorld)), 1.0);
}
`;

const bleedFragment = /* glsl */ `
${mistChunk}
uniform vec3 uLow;
uniform vec3 uLand;
uniform float uPaper;
varying vec3 vWorld;
varying float vSide;
void main() {
  // Ink gathers at the water's edge and runs out into the land.
  float ragged = (wash(vWorld.xy / 70.0) - 0.5) * 0.5;
  float ink = 1.0 - smoothstep(0.05, 1.0, abs(vSide) + ragged);
  vec3 tone = mix(uLand * 0.55, mix(uLand, uLow, 0.75), uPaper);
  gl_FragColor = vec4(mix(tone, uMist, mistAt(vWorld)), ink * 0.85);
}
`;

const waterFragment = /* glsl */ `
${mistChunk}
uniform vec3 uWater;
uniform vec3 uHigh;
uniform float uPaper;
varying vec3 vWorld;
void main() {
  vec3 toEye = normalize(uEye - vWorld);
  // Paper left blank: a little brighter at grazing view, with the faintest pull of the brush.
  float graze = pow(1.0 - clamp(toEye.z, 0.0, 1.0), 4.0);
  float pull = wash(vWorld.xy / vec2(420.0, 420.0));
  vec3 water = uWater * (1.03 + 0.07 * pull * (1.0 - uPaper) - 0.05 * uPaper) + (uHigh - uWater) * graze * mix(0.34, 0.3, uPaper);
  gl_FragColor = vec4(mix(water, uMist, mistAt(vWorld) * mix(0.5, 1.0, smoothstep(11000.0, 32000.0, distance(vWorld, uEye)))), 1.0);
}
`;

/** Builds the ground from the base map; `inverse` is the inverse view-projection, kept by the camera. */
export function createGround(data: BasemapData, shared: SharedUniforms, inverse: { value: unknown }): Ground {
  const group = new Group();
  const owned: { dispose: () => void }[] = [];
  const add = (geometry: BufferGeometry, vertexShader: string, fragmentShader: string, extra = {}, blend = false) => {
    const material = new ShaderMaterial({
      uniforms: { ...shared, ...extra },
      vertexShader,
      fragmentShader,
      depthTest: false,
      depthWrite: false,
      ...(blend ? painted : { blending: NoBlending }),
      side: DoubleSide,
    });
    const mesh = fixedMesh(geometry, material, -100 + group.children.length);
    group.add(mesh);
    owned.push(geometry, material);
  };

  const full = geometryFrom([-1, -1, 0, 3, -1, 0, -1, 3, 0], [0, 1, 2]);
  add(full, skyVertex, skyFragment, { uInverse: inverse });

  const texture = densityTexture(data);
  owned.push(texture);
  const r = 150_000;
  add(geometryFrom([-r, -r, 0, r, -r, 0, r, r, 0, -r, r, 0], [0, 1, 2, 0, 2, 3]), flatVertex, landFragment, {
    uDensity: { value: texture },
    uRegion: { value: [region.minX, region.minY, region.sizeM] },
  });

  const banks = data.river.map((a) => ({ path: enuPath(a.path), halfM: 130 }));
  const creeks = data.waterways.map((l) => ({ path: enuPath(l.path), halfM: (l.widthM ?? 20) * 0.5 + 40 }));
  const shores = [data.seaWall, ...data.lakes].map((l) => ({ path: enuPath(l.path), halfM: 170 }));
  add(stripGeometry([...shores, ...creeks, ...banks]), flatVertex, bleedFragment, {}, true);
  const channels = data.waterways.map((l) => ({ path: enuPath(l.path), halfM: Math.max(12, (l.widthM ?? 20) / 2) }));
  add(stripGeometry(channels), flatVertex, waterFragment);
  add(areaGeometry([data.sea, ...data.lakes, ...data.river].map((a) => a.path)), flatVertex, waterFragment);

  return {
    group,
    forget: () => texture.dispose(),
    dispose() {
      for (const thing of owned) thing.dispose();
    },
  };
}
