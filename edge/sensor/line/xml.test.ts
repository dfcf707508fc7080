import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementAt, elementsNamed, escapeXml, parseXml, textAt } from './xml.ts';

test('names lose their prefix, text its entities', () => {
  const root = parseXml(`<?xml version="1.0"?><!-- <a> -->
    <s:a xmlns:s="urn:x" s:k='1 &amp; 2'>x &lt; &#x6C34;<![CDATA[ <raw> ]]><b/><c><b n="2">y</b></c></s:a>`);
  expect(root?.attributes).toMatchObject({ k: '1 & 2' });
  expect(root?.text).toBe('x < 水 <raw>');
  expect(textAt(root, 'c', 'b')).toBe('y');
  expect(elementAt(root, 'c', 'none', 'b')).toBeNull();
  expect(elementsNamed(root, 'b').map(({ attributes }) => attributes.n)).toEqual([undefined, '2']);
});

test('a prefix stands for what the nearest element declared', () => {
  const root = parseXml('<a xmlns="d" xmlns:p="one"><p:b/><c xmlns:p="two"><p:b/></c><q:b/><b/></a>');
  expect(elementsNamed(root, 'b').map(({ namespace }) => namespace)).toEqual(['one', 'two', '', 'd']);
});

test.each([
  '',
  'text',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a b=c/>',
  '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  '<a>'.repeat(65) + '</a>'.repeat(65),
  `<a>${'<b/>'.repeat(20_001)}</a>`,
])('%# is no document', (text) => {
  expect(parseXml(text)).toBeNull();
});

test('escaped text comes back, and no text crashes it', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const trimmed = text.trim();
      expect(parseXml(`<a k="${escapeXml(text)}">${escapeXml(trimmed)}</a>`)).toMatchObject({
        text: trimmed,
        attributes: { k: text },
      });
    }),
  );
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('<a>', '</a>', '<a b="c"', '/>', '<![CDATA[', ']]>', '&#', '<!--'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => void parseXml(pieces.join(''))),
    { numRuns: 1000 },
  );
});
