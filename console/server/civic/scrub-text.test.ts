import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { scrubText } from './scrub-text.ts';

const HIDDEN = '［已隐去 hidden］';

test.each([
  '世纪大道下穿积水约半米，电瓶车过不去。',
  '井盖没了！（路口东侧）请尽快处理：很危险；谢谢～',
  'ＡＢ座门口①号井，水深约０．５ｍ',
  'The kerb is broken — about 2 m, at “No. 7”.',
  '',
])('words without a number of anybody stay as they were written: %s', (text) => {
  expect(scrubText(text)).toBe(text);
});

describe('what tells who somebody is goes, and the words around it stay', () => {
  it.each([
    ['电话13800138000。', `电话${HIDDEN}。`],
    ['电话：１３８００１３８０００，速来！', `电话：${HIDDEN}，速来！`],
    ['１３８-００１３－８０００', HIDDEN],
    ['打138—0013—8000，快', `打${HIDDEN}，快`],
    ['1\u200b3\u200b8\u200b0\u200b0\u200b1\u200b3\u200b8\u200b0\u200b0\u200b0。', `${HIDDEN}。`],
    ['1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣，', `${HIDDEN}，`],
    ['𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎', HIDDEN],
    ['①③⑧⓪⓪①③⑧⓪⓪⓪', HIDDEN],
    ['座机０２１－５８８８８８８８。', `座机${HIDDEN}。`],
    ['车牌沪Ａ１２３４５，挡路', `车牌${HIDDEN}，挡路`],
    ['沪Ａ・１２３４５', HIDDEN],
    ['沪A·D12345。', `${HIDDEN}。`],
    ['身份证３１０１１５１９９００１０１１２３Ｘ！', `身份证${HIDDEN}！`],
    ['加微信：ａｂｃ_１２３４５，', `加${HIDDEN}，`],
    ['ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ；', `${HIDDEN}；`],
    ['13800138000，沪A12345', `${HIDDEN}，${HIDDEN}`],
  ])('%s', (text, left) => {
    expect(scrubText(text)).toBe(left);
  });
});

test('whatever stands around it and in whatever digits, a phone number is not there any more', () => {
  const shapes = ['0123456789', '０１２３４５６７８９', '𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿'].map((digits) => [...digits]);
  const around = fc.stringMatching(/^[一-龥，。！（）、]{0,12}$/);
  fc.assert(
    fc.property(around, around, fc.array(fc.nat(2), { minLength: 11, maxLength: 11 }), (before, after, picks) => {
      const number = [...'13912345678'].map((digit, i) => shapes[picks[i]!]![Number(digit)]).join('');
      expect(scrubText(`${before}${number}${after}`)).toBe(`${before}${HIDDEN}${after}`);
    }),
  );
});
