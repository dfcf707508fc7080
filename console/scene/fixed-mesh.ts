/** How most of the city stands: never moved, never culled as a whole, painted in an order of its own. */
import { type BufferGeometry, DoubleSide, Mesh, ShaderMaterial } from 'three';
import { painted } from './glsl.ts';
import type { SharedUniforms } from './shared-uniforms.ts';

export function fixedMesh<G extends BufferGeometry>(
  geometry: G,
  material: ShaderMaterial,
  renderOrder: number,
): Mesh<G, ShaderMaterial> {
  const mesh = new Mesh(geometry, material);
  mesh.frustumCulled = false;
  mesh.matrixAutoUpdate = false;
  mesh.renderOrder = renderOrder;
  return mesh;
}

/** Of what lies on the ground as a wash: nothing hides it but what is painted after it. */
export const washMaterial = (shared: SharedUniforms, vertexShader: string, fragmentShader: string): ShaderMaterial =>
  new ShaderMaterial({
    uniforms: { ...shared },
    vertexShader,
    fragmentShader,
    depthTest: false,
    depthWrite: false,
    ...painted,
    side: DoubleSide,
  });
