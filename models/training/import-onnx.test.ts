import { expect, it } from 'vitest';
import { onnxFrom } from './export-onnx.ts';
import { parametersFrom } from './import-onnx.ts';
import { effectiveWeights, initialParameters } from './parameters.ts';

it('the parameters read back run as those that were written', () => {
  const written = initialParameters(9).map((tensor, index) => tensor.map((value) => value * (1 + (index % 5) * 0.3)));
  const before = effectiveWeights(written);
  const after = effectiveWeights(parametersFrom(Buffer.from(onnxFrom(written))));
  for (const [name, { filter, bias }] of before) {
    const read = after.get(name)!;
    expect(read.bias).toEqual(bias);
    const worst = filter.reduce((most, value, at) => Math.max(most, Math.abs(value - read.filter[at]!)), 0);
    expect(worst).toBeLessThan(1e-6);
  }
});

it('a file of another network is refused by the name of the layer', () => {
  expect(() => parametersFrom(new Uint8Array())).toThrow('holds no graph');
  const cut = onnxFrom(initialParameters(9));
  expect(() => parametersFrom(cut.subarray(0, cut.length / 2))).toThrow('ends within');
});
