import {
  BufferAttribute,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  type Mesh,
  ShaderMaterial,
} from 'three';
import { fixedMesh } from './fixed-mesh.ts';
import { mistChunk, painted, toneChunk } from './glsl.ts';
import { makePickable, type Pickable } from './pickable.ts';
import { dashStepM, type RoadTable, tableWidth, widthsPerPx } from './road-table.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import { type Stroke, tones } from './stroke.ts';

/** A batch of straight strokes with a width in pixels, one draw call. */
export interface InkLines {
  readonly mesh: Mesh;
  readonly count: number;
  /** Sets segment `index` from a to b, metres. */
  readonly setSegment: (index: number, ax: number, ay: number, az: number, bx: number, by: number, bz: number) => void;
  readonly setStroke: (index: number, stroke: Stroke) => void;
  /** The segment is a stretch of road: it looks as its row of the table says. A row below 0 leaves it its own stroke. */
  readonly setRow: (index: number, row: number) => void;
  /** The thing that a segment belongs to, where segments can be picked; none by default. */
  readonly setThing: (index: number, n: number) => void;
  /** Only the first `n` segments are drawn. */
  readonly setCount: (n: number) => void;
  /** Sends what was set to the GPU with the next frame. */
  readonly commit: () => void;
  readonly dispose: () => void;
}

const vertex = /* glsl */ `
${mistChunk}
uniform vec2 uResolution;
uniform float uPixel;
attribute vec3 aA;
attribute vec3 aB;
attribute vec4 aStroke;
uniform highp sampler2D uRoads;
// Its row of the table and one; 0 leaves a stroke as it is.
attribute float aRow;
vec4 strokeHere() {
  if (aRow < 0.5) return aStroke;
  int row = int(aRow + 0.5) - 1;
  vec4 texel = texelFetch(uRoads, ivec2(row % ${tableWidth}, row / ${tableWidth}), 0) * 255.0;
  return vec4(texel.x / ${widthsPerPx}.0, texel.y, texel.z * ${dashStepM}.0, texel.w / 255.0);
}
varying vec3 vWorld;
varying float vSide;
varying float vWidth;
varying float vAlong;
varying vec4 vStroke;
void main() {
  vec4 stroke = strokeHere();
  vec4 a = viewMatrix * vec4(aA, 1.0);
  vec4 b = viewMatrix * vec4(aB, 1.0);
  float near = -20.0;
  // A stroke that passes the camera is cut at the near plane, or its end would fly across the picture.
  if (a.z > near && b.z > near) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  if (a.z > near) a = mix(b, a, (near - b.z) / (a.z - b.z));
  if (b.z > near) b = mix(a, b, (near - a.z) / (b.z - a.z));
  vec4 ca = projectionMatrix * a;
  vec4 cb = projectionMatrix * b;
  vec2 sa = ca.xy / ca.w * uResolution;
  vec2 sb = cb.xy / cb.w * uResolution;
  vec2 dir = sb - sa;
  float len = length(dir);
  dir = len > 0.0001 ? dir / len : vec2(1.0, 0.0);
  vec3 here = position.x < 0.5 ? aA : aB;
  // A negative dash means a brush: its pressure is a property of the place, so joints agree.
  float press = stroke.z < 0.0 ? 0.45 + 1.2 * wash(here.xy / 620.0) : 1.0;
  vWidth = stroke.x * uPixel * press;
  float width = vWidth + 1.0;
  vec4 c = position.x < 0.5 ? ca : cb;
  vec2 push = vec2(-dir.y, dir.x) * position.y + dir * (position.x - 0.5) * 0.5;
  c.xy += push * width / uResolution * c.w;
  gl_Position = c;
  vWorld = mix(aA, aB, position.x);
  vSide = position.y * width;
  vAlong = position.x * distance(aA, aB);
  vStroke = stroke;
}
`;

const fragment = /* glsl */ `
${mistChunk}
${toneChunk}
varying vec3 vWorld;
varying float vSide;
varying float vWidth;
varying float vAlong;
varying vec4 vStroke;
void main() {
  float half_ = vWidth * 0.5;
  float alpha = clamp(half_ + 0.5 - abs(vSide) * 0.5, 0.0, 1.0) * vStroke.w;
  if (vStroke.z > 0.0 && fract(vAlong / (vStroke.z * 2.0)) > 0.5) discard;
  bool pigment = vStroke.y > 3.5 && vStroke.y < 7.5;
  float mist = mistAt(vWorld) * (pigment ? 0.25 : vStroke.z < 0.0 ? mix(0.65, 0.9, smoothstep(14000.0, 30000.0, distance(vWorld, uEye))) : 1.0);
  gl_FragColor = vec4(mix(toneOf(vStroke.y), uMist, mist), alpha);
}
`;

export interface InkLineOptions {
  readonly capacity: number;
  readonly renderOrder: number;
  /** Hidden by solids in front. */
  readonly depthTest: boolean;
  /** Segments may be stretches of road. */
  readonly roads?: RoadTable;
  /** What segments belong to, where they can be picked. */
  readonly things?: Omit<Pickable, 'attribute' | 'count'> & Partial<Pick<Pickable, 'count'>>;
}

export function createInkLines(shared: SharedUniforms, options: InkLineOptions): InkLines {
  const { capacity, roads, things } = options;
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array([0, -1, 0, 1, -1, 0, 1, 1, 0, 0, 1, 0]), 3));
  geometry.setIndex(new BufferAttribute(new Uint16Array([0, 1, 2, 0, 2, 3]), 1));
  const attribute = (size: number): InstancedBufferAttribute => {
    const made = new InstancedBufferAttribute(new Float32Array(capacity * size), size);
    made.setUsage(DynamicDrawUsage);
    return made;
  };
  const a = attribute(3);
  const b = attribute(3);
  const stroke = attribute(4);
  geometry.setAttribute('aA', a);
  geometry.setAttribute('aB', b);
  geometry.setAttribute('aStroke', stroke);
  const row = attribute(1);
  geometry.setAttribute('aRow', row);
  const thing = things ? attribute(1) : null;
  if (thing) {
    thing.array.fill(-1);
    geometry.setAttribute('aThing', thing);
  }
  geometry.instanceCount = 0;
  const material = new ShaderMaterial({
    // One program and one layout for all strokes, so that the first ring of an alarm waits for none.
    uniforms: { ...shared, uRoads: roads ? roads.uniform : { value: null } },
    vertexShader: vertex,
    fragmentShader: fragment,
    depthTest: options.depthTest,
    depthWrite: false,
    ...painted,
  });
  const mesh = fixedMesh(geometry, material, options.renderOrder);
  mesh.visible = false;
  let count = 0;
  // A segment belongs to one thing at most: there are no more of them.
  if (things) makePickable(mesh, { count: () => capacity, ...things, attribute: 'aThing' });
  return {
    mesh,
    get count() {
      return count;
    },
    setSegment(index, ax, ay, az, bx, by, bz) {
      a.setXYZ(index, ax, ay, az);
      b.setXYZ(index, bx, by, bz);
    },
    setStroke(index, { widthPx, tone, dashM = 0, opacity = 1, brushed = false }) {
      stroke.setXYZW(index, widthPx, tones[tone], brushed ? -1 : dashM, opacity);
    },
    setRow(index, n) {
      row.setX(index, n + 1);
    },
    setThing(index, n) {
      thing?.setX(index, n);
    },
    setCount(n) {
      count = Math.min(n, capacity);
      geometry.instanceCount = count;
      mesh.visible = count > 0;
    },
    commit() {
      a.needsUpdate = true;
      b.needsUpdate = true;
      stroke.needsUpdate = true;
      if (roads) row.needsUpdate = true;
      if (thing) thing.needsUpdate = true;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
