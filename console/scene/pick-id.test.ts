import fc from 'fast-check';
import { ShaderMaterial } from 'three';
import { describe, expect, it } from 'vitest';
import { bytesFromId, idFromBytes, idMaterialOf, idMax } from './pick-id.ts';

describe('ids as colours', () => {
  it('come back from their bytes, all of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: idMax }), (id) => {
        const bytes = bytesFromId(id);
        for (const byte of bytes) expect(byte >= 0 && byte <= 255).toBe(true);
        expect(idFromBytes(...bytes)).toBe(id);
      }),
      { seed: 4 },
    );
    expect(bytesFromId(0)).toEqual([0, 0, 0]);
    expect(idFromBytes(255, 255, 255)).toBe(idMax);
  });

  it('are exact as the floats of a shader', () => {
    for (const id of [1, 255, 256, 65_535, 65_536, idMax - 1, idMax]) {
      expect(Math.fround(id)).toBe(id);
      const high = Math.floor(Math.fround(id / 65_536));
      const middle = Math.floor(Math.fround((id - high * 65_536) / 256));
      expect([high, middle, id - high * 65_536 - middle * 256]).toEqual([...bytesFromId(id)]);
    }
  });
});

describe('the twin of a material', () => {
  const material = new ShaderMaterial({
    uniforms: { uA: { value: 1 } },
    vertexShader: 'attribute float aFeature;\nvoid main() { gl_Position = vec4(0.0); }',
    fragmentShader: 'void main() {}',
    depthWrite: false,
  });

  it('stands where the material stands, and names what it draws', () => {
    const twin = idMaterialOf(material, 'aFeature');
    expect(idMaterialOf(material, 'aFeature')).toBe(twin);
    expect(twin.uniforms.uA).toBe(material.uniforms.uA);
    expect(twin.depthWrite).toBe(false);
    expect(twin.vertexShader.match(/attribute float aFeature;/g)).toHaveLength(1);
    expect(twin.vertexShader.match(/void main\(\)/g)).toHaveLength(1);
  });

  it('goes with it', () => {
    let gone = 0;
    idMaterialOf(material, 'aFeature').addEventListener('dispose', () => gone++);
    material.dispose();
    expect(gone).toBe(1);
  });
});
