import { enuPath } from '@chengyun/basemap/project.ts';
import { BufferAttribute, BufferGeometry, DynamicDrawUsage, Group } from 'three';
import { fixedMesh, washMaterial } from './fixed-mesh.ts';
import { mistChunk, pigmentChunk } from './glsl.ts';
import { severity } from './ink.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import type { SceneRiskCell } from './types.ts';

/** Places at risk as hatched hexagons that lie on the ground under everything that stands: one draw call. */
export interface RiskCells {
  readonly group: Group;
  readonly count: number;
  readonly set: (cells: readonly SceneRiskCell[]) => void;
  readonly dispose: () => void;
}

/** More are not drawn; the server sends the worst first and no more than 96. */
export const riskCellsMax = 128;
const corners = 6;

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

const fragment = /* glsl */ `
${mistChunk}
${pigmentChunk}
varying vec3 vWorld;
varying vec2 vLook;
void main() {
  vec3 pigment = pigmentOf(vLook.x);
  // Worse is hatched closer: the level is told without its colour as well.
  float gap = 26.0 + 22.0 * vLook.x;
  float across = (vWorld.x + vWorld.y) / gap;
  float step = fwidth(across);
  float hatch = 1.0 - smoothstep(0.1, 0.1 + step * 1.5, abs(fract(across) - 0.5));
  hatch = mix(hatch, 0.2, smoothstep(0.25, 0.6, step));
  float rim = smoothstep(0.0, 1.0, (vLook.y - 1.0) / max(fwidth(vLook.y), 0.0001) + 2.0);
  float alpha = max(0.1 + 0.3 * hatch, 0.75 * rim);
  gl_FragColor = vec4(mix(pigment, uMist, mistAt(vWorld) * 0.5), alpha);
}
`;

export function createRiskCells(shared: SharedUniforms): RiskCells {
  const vertices = riskCellsMax * corners * 3;
  const positions = new BufferAttribute(new Float32Array(vertices * 3), 3);
  const looks = new BufferAttribute(new Float32Array(vertices * 2), 2);
  positions.setUsage(DynamicDrawUsage);
  looks.setUsage(DynamicDrawUsage);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', positions);
  geometry.setAttribute('aLook', looks);
  const material = washMaterial(shared, vertex, fragment);
  const mesh = fixedMesh(geometry, material, 1.5);
  mesh.visible = false;
  let count = 0;

  const put = (k: number, x: number, y: number, level: number, edge: number): void => {
    positions.setXYZ(k, x, y, 0);
    looks.setXY(k, level, edge);
  };
  const group = new Group();
  group.add(mesh);
  return {
    group,
    get count() {
      return count;
    },
    set(cells) {
      let k = 0;
      // The worst is drawn last, so that its rim lies over its neighbours'.
      const shown = cells.slice(0, riskCellsMax).sort((a, b) => severity[b.level] - severity[a.level]);
      for (const cell of shown) {
        const ring = enuPath(cell.ring);
        const n = ring.length / 2;
        if (n < 3 || n > corners) continue;
        let cx = 0;
        let cy = 0;
        for (let i = 0; i < n; i++) {
          cx += ring[i * 2]! / n;
          cy += ring[i * 2 + 1]! / n;
        }
        for (let i = 0; i < n; i++) {
          const j = (i + 1) % n;
          put(k++, cx, cy, severity[cell.level], 0);
          put(k++, ring[i * 2]!, ring[i * 2 + 1]!, severity[cell.level], 1);
          put(k++, ring[j * 2]!, ring[j * 2 + 1]!, severity[cell.level], 1);
        }
      }
      count = shown.length;
      geometry.setDrawRange(0, k);
      mesh.visible = k > 0;
      positions.needsUpdate = true;
      looks.needsUpdate = true;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
