/**
 * Layers that domains show, drawn by their descriptors: dots, lines with dashes and chevrons, filled areas. Three draw
 * calls for all of them, none while nothing is asked for. What is underground lies on the ground, under what stands.
 */
import { enuFromLonLat, enuPath } from '@chengyun/basemap/project.ts';
import { BufferAttribute, BufferGeometry, Group, type Mesh, type ShaderMaterial, ShapeUtils, Vector2 } from 'three';
import { fixedMesh, washMaterial } from './fixed-mesh.ts';
import { mistChunk, toneChunk } from './glsl.ts';
import { createInkLines, type InkLines } from './ink-lines.ts';
import { createLayerDots, type LayerDot, layerDotMaterial } from './layer-dots.ts';
import { chevronsOf, type Piece, piecesOf } from './layer-lines.ts';
import { makePickable, ranks } from './pickable.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import { type Stroke, tones } from './stroke.ts';
import type { Picked, SceneLayer, SceneShape } from './types.ts';

export interface LayerMarks {
  readonly group: Group;
  /** Things that are shown. */
  readonly count: number;
  readonly set: (layers: readonly SceneLayer[]) => void;
  readonly dispose: () => void;
}

const fillVertex = /* glsl */ `
attribute float aTone;
varying vec3 vWorld;
varying float vTone;
void main() {
  vWorld = vec3(position.xy, 0.0);
  vTone = aTone;
  gl_Position = projectionMatrix * viewMatrix * vec4(vWorld, 1.0);
}
`;

const fillFragment = /* glsl */ `
${mistChunk}
${toneChunk}
varying vec3 vWorld;
varying float vTone;
void main() {
  // Hatched, so that an area which is shown is told from one that is there.
  float across = (vWorld.x - vWorld.y) / 44.0;
  float step = fwidth(across);
  float hatch = 1.0 - smoothstep(0.12, 0.12 + step * 1.5, abs(fract(across) - 0.5));
  hatch = mix(hatch, 0.3, smoothstep(0.25, 0.6, step));
  vec3 tone = mix(toneOf(vTone), uHigh, 0.35);
  gl_FragColor = vec4(mix(tone, uMist, mistAt(vWorld)), 0.25 + 0.55 * hatch);
}
`;

interface LayerLine {
  readonly piece: Piece;
  readonly stroke: Stroke;
  readonly thing: Picked;
}

const thingOf = ({ id, isAsset }: SceneShape): Picked => ({ kind: isAsset ? 'sensor' : 'feature', id });

export function createLayerMarks(shared: SharedUniforms): LayerMarks {
  const group = new Group();
  const dotMaterial = layerDotMaterial(shared);
  const areaMaterial = fillMaterial(shared);
  let lines: InkLines | null = null;
  let meshes: Mesh<BufferGeometry, ShaderMaterial>[] = [];
  let count = 0;

  const clear = (): void => {
    group.clear();
    lines?.dispose();
    lines = null;
    for (const mesh of meshes) mesh.geometry.dispose();
    meshes = [];
  };
  return {
    group,
    get count() {
      return count;
    },
    set(layers) {
      clear();
      count = 0;
      const dots: LayerDot[] = [];
      const strokes: LayerLine[] = [];
      const areas: { path: Float64Array; tone: number; thing: Picked }[] = [];
      for (const { draw, shapes } of layers) {
        count += shapes.length;
        for (const shape of shapes) {
          const thing = thingOf(shape);
          if (draw.as === 'dots') {
            const [lonDeg = 0, latDeg = 0] = shape.path;
            dots.push({ ...enuFromLonLat(lonDeg, latDeg), ...draw, isHollow: shape.isHollow, thing });
          } else if (draw.as === 'lines') {
            const path = enuPath(shape.path);
            for (const piece of piecesOf(path)) strokes.push({ piece, stroke: draw, thing });
            if (!draw.flows) continue;
            const solid: Stroke = { widthPx: draw.widthPx, tone: draw.tone };
            for (const piece of chevronsOf(path)) strokes.push({ piece, stroke: solid, thing });
          } else if (draw.as === 'fill') {
            areas.push({ path: enuPath(shape.path), tone: tones[draw.tone], thing });
          }
        }
      }
      if (areas.length > 0) meshes.push(fillMesh(areaMaterial, areas));
      if (dots.length > 0) meshes.push(createLayerDots(dotMaterial, dots));
      for (const mesh of meshes) group.add(mesh);
      if (strokes.length === 0) return;
      const things = { rank: ranks.line, thing: (i: number) => strokes[i]?.thing ?? null };
      lines = createInkLines(shared, { capacity: strokes.length, renderOrder: 1.7, depthTest: false, things });
      for (const [i, { piece, stroke }] of strokes.entries()) {
        const [ax, ay, bx, by] = piece;
        lines.setSegment(i, ax, ay, 0, bx, by, 0);
        lines.setStroke(i, stroke);
        lines.setThing(i, i);
      }
      lines.setCount(strokes.length);
      group.add(lines.mesh);
    },
    dispose() {
      clear();
      dotMaterial.dispose();
      areaMaterial.dispose();
    },
  };
}

const fillMaterial = (shared: SharedUniforms): ShaderMaterial => washMaterial(shared, fillVertex, fillFragment);

function fillMesh(
  material: ShaderMaterial,
  areas: readonly { readonly path: Float64Array; readonly tone: number; readonly thing: Picked }[],
): Mesh<BufferGeometry, ShaderMaterial> {
  const positions: number[] = [];
  const looks: number[] = [];
  const numbers: number[] = [];
  const indices: number[] = [];
  for (const [n, { path, tone }] of areas.entries()) {
    const contour: Vector2[] = [];
    for (let i = 0; i + 3 < path.length; i += 2) contour.push(new Vector2(path[i]!, path[i + 1]!));
    const base = positions.length / 3;
    for (const { x, y } of contour) {
      positions.push(x, y, 0);
      looks.push(tone);
      numbers.push(n);
    }
    for (const [a, b, c] of ShapeUtils.triangulateShape(contour, [])) indices.push(base + a!, base + b!, base + c!);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('aTone', new BufferAttribute(new Float32Array(looks), 1));
  geometry.setAttribute('aThing', new BufferAttribute(new Float32Array(numbers), 1));
  geometry.setIndex(new BufferAttribute(new Uint32Array(indices), 1));
  const mesh = fixedMesh(geometry, material, 1.2);
  makePickable(mesh, {
    attribute: 'aThing',
    rank: ranks.area,
    count: () => areas.length,
    thing: (i) => areas[i]?.thing ?? null,
  });
  return mesh;
}
