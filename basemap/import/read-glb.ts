import { AppError } from '@chengyun/platform/service/service.ts';
import { type Node, Primitive, WebIO } from '@gltf-transform/core';
import { transform } from './earth-centred.ts';
import type { Corner } from './surface-outline.ts';

/** The faces of one batch, or of one node where the model has no batches. */
export interface GlbMesh {
  readonly name: string;
  readonly batch: number | null;
  /** In the frame of the tile: z up. */
  readonly positions: readonly Corner[];
  readonly triangles: readonly (readonly [number, number, number])[];
}

/** glTF has y up, tiles have z up. */
const zUp = ([x, y, z]: Corner): Corner => [x, -z, y];

/** Reads a binary glTF. Compressed geometry (Draco, meshopt) is refused by name. */
export async function meshesOfGlb(bytes: Uint8Array, file: string): Promise<GlbMesh[]> {
  const document = await new WebIO().readBinary(bytes).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : 'it is broken';
    throw new AppError('MAP_FILE', `The tile ${file} cannot be read: ${why}.`, { cause });
  });
  const found = new Map<string, { batch: number | null; positions: Corner[]; triangles: [number, number, number][] }>();
  let n = 0;
  const visit = (node: Node): void => {
    n++;
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) addPrimitive(primitive, node, `node${n}`);
  };
  const addPrimitive = (primitive: Primitive, node: Node, name: string): void => {
    const position = primitive.getAttribute('POSITION');
    if (!position || primitive.getMode() !== Primitive.Mode.TRIANGLES) return;
    const batches = primitive.getAttribute('_BATCHID') ?? primitive.getAttribute('_FEATURE_ID_0');
    const world = node.getWorldMatrix();
    const corner = (i: number): Corner => zUp(transform(world, position.getElement(i, []) as unknown as Corner));
    const indices = primitive.getIndices();
    const count = indices?.getCount() ?? position.getCount();
    for (let i = 0; i + 2 < count; i += 3) {
      const at = [0, 1, 2].map((k) => indices?.getScalar(i + k) ?? i + k) as [number, number, number];
      const batch = batches ? batches.getScalar(at[0]) : null;
      const key = batch === null ? name : `batch${batch}`;
      const mesh = found.get(key) ?? { batch, positions: [], triangles: [] };
      found.set(key, mesh);
      const base = mesh.positions.length;
      mesh.positions.push(...at.map(corner));
      mesh.triangles.push([base, base + 1, base + 2]);
    }
  };
  for (const scene of document.getRoot().listScenes()) scene.traverse(visit);
  return [...found].map(([name, mesh]) => ({ name, ...mesh }));
}
