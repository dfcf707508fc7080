/**
 * Ids as colours of a pixel: three bytes, 0 for nothing. The twin of the picture that is drawn for a pick holds such a
 * colour at every place; a vertex names its thing within its mesh, and the mesh knows from which id it counts.
 */
import { NoBlending, ShaderMaterial } from 'three';

/** More things than this cannot be told apart in one picture; the rest cannot be picked. */
export const idMax = 0xff_ff_ff;

export const bytesFromId = (id: number): readonly [number, number, number] => [
  (id >> 16) & 0xff,
  (id >> 8) & 0xff,
  id & 0xff,
];

export const idFromBytes = (r: number, g: number, b: number): number => (r << 16) | (g << 8) | b;

const fragment = /* glsl */ `
flat varying float vPick;
void main() {
  float high = floor(vPick / 65536.0);
  float middle = floor((vPick - high * 65536.0) / 256.0);
  float low = vPick - high * 65536.0 - middle * 256.0;
  gl_FragColor = vec4(vec3(high, middle, low) / 255.0, 1.0);
}
`;

/** The vertex shader of the picture, which then also names its thing; below 0 it is none and is not drawn. */
const vertexOf = (source: string, attribute: string): string => /* glsl */ `
${source.replace('void main()', 'void shape()')}
${source.includes(`float ${attribute};`) ? '' : `attribute float ${attribute};`}
uniform float uBase;
flat varying float vPick;
void main() {
  shape();
  vPick = ${attribute} < -0.5 ? 0.0 : uBase + ${attribute};
  if (vPick < 0.5) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
`;

const twins = new WeakMap<ShaderMaterial, ShaderMaterial>();

/** The twin of a material that paints ids: same place, same depth, same uniforms. It goes when the material goes. */
export function idMaterialOf(material: ShaderMaterial, attribute: string): ShaderMaterial {
  const found = twins.get(material);
  if (found) return found;
  const twin = new ShaderMaterial({
    uniforms: { ...material.uniforms, uBase: { value: 0 } },
    defines: { ...material.defines },
    vertexShader: vertexOf(material.vertexShader, attribute),
    fragmentShader: fragment,
    depthTest: material.depthTest,
    depthWrite: material.depthWrite,
    side: material.side,
    blending: NoBlending,
  });
  material.addEventListener('dispose', () => twin.dispose());
  twins.set(material, twin);
  return twin;
}
