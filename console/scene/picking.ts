/**
 * What is under the pointer, by an id buffer: for one question the things that can be picked are drawn once more, as
 * ids, into the few pixels around the pointer, and those are read. Nothing of it happens per frame.
 *
 * Invariants: a mesh answers for as many ids as it has things; within the few pixels the smaller sort of thing wins,
 * then the nearer one, so that a dot on a roof and a hairline can be hit; camera, uniforms and materials are as before
 * when `at` has drawn.
 */
import {
  Mesh,
  type PerspectiveCamera,
  type Scene,
  type ShaderMaterial,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import { idFromBytes, idMaterialOf, idMax } from './pick-id.ts';
import { type Pickable, pickableOf, pickLayer } from './pickable.ts';
import type { SharedUniforms } from './shared-uniforms.ts';
import type { Picked } from './types.ts';

export interface PickingDeps {
  readonly renderer: WebGLRenderer;
  readonly scene: Scene;
  readonly camera: PerspectiveCamera;
  readonly shared: SharedUniforms;
}

export interface Picking {
  /** What is at a place of the canvas, of which `size` is the size, both CSS pixels; `pixel` is the width of strokes. */
  readonly at: (
    x: number,
    y: number,
    size: { readonly w: number; readonly h: number },
    pixel: number,
  ) => Promise<Picked | null>;
  readonly dispose: () => void;
}

/** How far around the pointer things are looked for, CSS pixels. */
const reachPx = 3;
const side = reachPx * 2 + 1;

export function createPicking({ renderer, scene, camera, shared }: PickingDeps): Picking {
  const target = new WebGLRenderTarget(side, side);

  /** Draws the ids; returns the meshes in the order of their ids. */
  const draw = (x: number, y: number, { w, h }: { readonly w: number; readonly h: number }, pixel: number) => {
    const parts: { readonly pickable: Pickable; readonly base: number; readonly count: number }[] = [];
    const worn: { readonly mesh: Mesh; readonly material: Mesh['material'] }[] = [];
    let next = 1;
    scene.traverseVisible((part) => {
      const entry = part instanceof Mesh ? pickableOf(part) : undefined;
      if (!entry || !(part instanceof Mesh)) return;
      const count = Math.max(0, Math.min(entry.pickable.count(), idMax + 1 - next));
      entry.base = next;
      parts.push({ pickable: entry.pickable, base: next, count });
      next += count;
      worn.push({ mesh: part, material: part.material });
      part.material = idMaterialOf(part.material as ShaderMaterial, entry.pickable.attribute);
    });
    const { x: fullW, y: fullH } = shared.uResolution.value;
    const fullPixel = shared.uPixel.value;
    shared.uResolution.value.set(side, side);
    shared.uPixel.value = pixel;
    camera.setViewOffset(w, h, x - side / 2, y - side / 2, side, side);
    camera.layers.set(pickLayer);
    renderer.setRenderTarget(target);
    renderer.render(scene, camera);
    renderer.setRenderTarget(null);
    camera.layers.set(0);
    camera.clearViewOffset();
    shared.uResolution.value.set(fullW, fullH);
    shared.uPixel.value = fullPixel;
    for (const { mesh, material } of worn) mesh.material = material;
    return parts;
  };

  return {
    async at(x, y, size, pixel) {
      const parts = draw(x, y, size, pixel);
      const bytes = new Uint8Array(side * side * 4);
      await renderer.readRenderTargetPixelsAsync(target, 0, 0, side, side, bytes);
      let best: { readonly part: (typeof parts)[number]; readonly n: number } | null = null;
      let bestCost = Number.POSITIVE_INFINITY;
      for (let i = 0; i < side * side; i++) {
        const id = idFromBytes(bytes[i * 4]!, bytes[i * 4 + 1]!, bytes[i * 4 + 2]!);
        const part = id === 0 ? undefined : parts.find(({ base, count }) => id >= base && id < base + count);
        if (!part) continue;
        const away = Math.hypot((i % side) - reachPx, Math.floor(i / side) - reachPx);
        const cost = part.pickable.rank * side + away;
        if (cost >= bestCost) continue;
        bestCost = cost;
        best = { part, n: id - part.base };
      }
      return best === null ? null : best.part.pickable.thing(best.n);
    },
    dispose: () => target.dispose(),
  };
}
