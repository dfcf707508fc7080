/** Meshes that can be picked: each numbers its things at every vertex and says what they are. See picking.ts. */
import type { Mesh, ShaderMaterial } from 'three';
import type { Picked } from './types.ts';

/** What a mesh says about its things. */
export interface Pickable {
  /** The attribute that numbers them, from 0; negative for what is no thing. */
  readonly attribute: string;
  readonly count: () => number;
  /** What the thing with this number is; later, where its name must be fetched. */
  readonly thing: (n: number) => Picked | null | Promise<Picked | null>;
  /** Smaller goes first where several things are within reach of the pointer. */
  readonly rank: number;
}

/** What is small and precise first, what fills the picture last. */
export const ranks = { alarm: 0, dot: 1, line: 2, landmark: 3, building: 4, area: 5 } as const;

/** Meshes that can be picked are drawn for a pick as well, on a layer of their own. */
export const pickLayer = 1;

interface Entry {
  readonly pickable: Pickable;
  /** The id of its first thing, in the picture that is drawn at the moment. */
  base: number;
}

const pickables = new WeakMap<Mesh, Entry>();

export const pickableOf = (mesh: Mesh): Entry | undefined => pickables.get(mesh);

export function makePickable(mesh: Mesh, pickable: Pickable): void {
  const entry = { pickable, base: 0 };
  pickables.set(mesh, entry);
  mesh.layers.enable(pickLayer);
  mesh.onBeforeRender = (_renderer, _scene, _camera, _geometry, material) => {
    const { uniforms } = material as ShaderMaterial;
    if (!uniforms.uBase) return;
    uniforms.uBase.value = entry.base;
    (material as ShaderMaterial).uniformsNeedUpdate = true;
  };
}
