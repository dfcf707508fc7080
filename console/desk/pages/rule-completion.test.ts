import { expect, test } from 'vitest';
import { placeAt, type SchemaNode, suggestionsAt } from './rule-completion.ts';

const SCHEMA: SchemaNode = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', description: 'domain and name' },
    noData: {
      type: 'object',
      properties: {
        after: { type: 'string' },
        level: { anyOf: [{ const: 'blue' }, { const: 'red' }] },
      },
    },
    inputs: {
      type: 'object',
      patternProperties: {
        '^[a-z]+$': {
          anyOf: [
            { type: 'object', properties: { metric: { type: 'string' }, aggregate: { enum: ['last', 'max'] } } },
            { type: 'object', properties: { schedule: { type: 'string' } } },
          ],
        },
      },
    },
  },
};
/** The text with `|` where the cursor stands. */
const at = (marked: string) => {
  const offset = marked.indexOf('|');
  return suggestionsAt(SCHEMA, placeAt(marked.replace('|', ''), offset)).map(({ label }) => label);
};

test('at the beginning of a line: the keys of that block which are not there yet', () => {
  expect(at('id: flood.x\n|')).toEqual(['noData', 'inputs']);
  expect(at('id: flood.x\nnoData:\n  after: 5m\n  |\ninputs:\n')).toEqual(['level']);
  expect(at('inputs:\n  level:\n    |')).toEqual(['metric', 'aggregate', 'schedule']);
});

test('behind a colon: the values that the schema knows', () => {
  expect(at('noData:\n  level: |')).toEqual(['blue', 'red']);
  expect(at('inputs:\n  level:\n    aggregate: |')).toEqual(['last', 'max']);
  expect(at('id: |')).toEqual([]);
});

test('inside of a map on one line, as rules are mostly written', () => {
  expect(at('inputs:\n  level: { metric: water.level, |')).toEqual(['aggregate', 'schedule']);
  expect(at('inputs:\n  level: { metric: water.level, aggregate: |')).toEqual(['last', 'max']);
  expect(at('noData: { after: 30m, level: |')).toEqual(['blue', 'red']);
});

test('a required key is marked', () => {
  expect(suggestionsAt(SCHEMA, placeAt('', 0))[0]).toMatchObject({
    label: 'id',
    detail: '• domain and name',
    kind: 'key',
  });
});
