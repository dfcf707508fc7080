import { enuPath } from '@chengyun/basemap/project.ts';
import { Group } from 'three';
import { severity } from './ink.ts';
import { createPigmentWash } from './pigment-wash.ts';
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

const paint = /* glsl */ `
  // Worse is hatched closer: the level is told without its colour as well.
  float gap = 26.0 + 22.0 * vLook.x;
  float across = (vWorld.x + vWorld.y) / gap;
  float step = fwidth(across);
  float hatch = 1.0 - smoothstep(0.1, 0.1 + step * 1.5, abs(fract(across) - 0.5));
  hatch = mix(hatch, 0.2, smoothstep(0.25, 0.6, step));
  float rim = smoothstep(0.0, 1.0, (vLook.y - 1.0) / max(fwidth(vLook.y), 0.0001) + 2.0);
  float alpha = max(0.1 + 0.3 * hatch, 0.75 * rim);
  gl_FragColor = vec4(mix(pigment, uMist, mistAt(vWorld) * 0.5), alpha);
`;

export function createRiskCells(shared: SharedUniforms): RiskCells {
  const wash = createPigmentWash(shared, { trianglesMax: riskCellsMax * corners, renderOrder: 1.5, paint });
  let count = 0;
  const group = new Group();
  group.add(wash.mesh);
  return {
    group,
    get count() {
      return count;
    },
    set(cells) {
      wash.begin();
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
          wash.fan(severity[cell.level], cx, cy, ring[i * 2]!, ring[i * 2 + 1]!, ring[j * 2]!, ring[j * 2 + 1]!);
        }
      }
      count = shown.length;
      wash.end();
    },
    dispose: wash.dispose,
  };
}
