import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AssetAttributes, createCelTypes } from './cel.ts';
import { codeOf, createCelRun } from './cel-program.ts';

const NAMES = ['level', 'slope', 'rain'];
const ATTRIBUTES = ['crestM', 'warnM'];
const slots = { names: NAMES, attributes: ATTRIBUTES };
const types = createCelTypes(NAMES, ATTRIBUTES);

const leaf = fc.oneof(
  fc.constantFrom(...NAMES, 'asset.crestM', 'asset.warnM'),
  fc.integer({ min: -50, max: 50 }).map((value) => `${value < 0 ? '-' : ''}${Math.abs(value)}.5`),
);
const { number, bool } = fc.letrec<{ number: string; bool: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(fc.constantFrom('min', 'max'), tie('number'), tie('number')).map(([f, a, b]) => `${f}(${a}, ${b})`),
    fc.tuple(fc.constantFrom('abs', 'floor', 'ceil'), tie('number')).map(([f, a]) => `${f}(${a})`),
    fc.tuple(tie('bool'), tie('number'), tie('number')).map(([when, a, b]) => `(${when} ? ${a} : ${b})`),
  ),
  bool: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(leaf, fc.constantFrom('<', '<=', '>', '>=', '==', '!='), leaf).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('bool').map((a) => `!${a}`),
    fc.constantFrom('has(asset.crestM)', 'true', 'false'),
  ),
}));
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const values = fc.tuple(value, value, value, value, value);

test.each([
  ['double' as const, number],
  ['bool' as const, bool],
])('%s expressions give the same as the CEL library, and none of them needs it', (type, texts) => {
  fc.assert(
    fc.property(texts, values, (text, [level, slope, rain, crestM, warnM]) => {
      const expression = types.compile(text, type);
      expect(codeOf(expression.ast, slots)).not.toBeNull();
      const asset = new AssetAttributes({ crestM, warnM });
      const wanted = expression.evaluate({ level, slope, rain, asset });
      const got = createCelRun(expression, slots)(Float64Array.of(level, slope, rain), Float64Array.of(crestM, warnM));
      expect(got).toEqual(wanted);
    }),
    { numRuns: 400 },
  );
});

test('what is not translated goes on through the library', () => {
  const expression = types.compile('[1.0, 2.0].exists(x, x < level)', 'bool');
  expect(codeOf(expression.ast, slots)).toBeNull();
  const run = createCelRun(expression, slots);
  const attributes = Float64Array.of(1, Number.NaN);
  expect([0, 1.5].map((level) => run(Float64Array.of(level, 0, 0), attributes))).toEqual([false, true]);
});

test('an attribute that an asset lacks is not there', () => {
  const run = createCelRun(types.compile('has(asset.warnM)', 'bool'), slots);
  expect(run(new Float64Array(3), Float64Array.of(1, Number.NaN))).toBe(false);
  expect(run(new Float64Array(3), Float64Array.of(1, 2))).toBe(true);
});
