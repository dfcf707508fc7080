/**
 * Takes out of free text what would tell who somebody is, as far as its form shows it: phone numbers, numbers of
 * identity cards and bank cards, plates, addresses of mail and chat. Names have no form; the page asks not to write any.
 * Forms are looked for in a plain spelling (NFKC, without what is invisible), so that no other shape of a letter hides
 * one; what is left is as it was written.
 */
const HIDDEN = '［已隐去 hidden］';

/** Longer forms first, so that a part of one is not taken for another. */
const FORMS: readonly RegExp[] = [
  /[\w.+-]{1,64}@[\w-]{1,64}(\.[\w-]{1,64}){1,4}/g,
  // Identity card: 17 digits and a check character; bank cards: 16 to 19.
  /(?<!\d)\d{6}[\s-]?\d{8}[\s-]?\d{3}[\dXx](?![\dXx])/g,
  /(?<!\d)(?:\d[\s-]?){15,18}\d(?!\d)/g,
  // Passport of the country.
  /(?<![A-Za-z])[EeGgDdSsPpHhMm]\d{8}(?!\d)/g,
  /(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/g,
  /(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)/g,
  /(?<!\d)[2-9]\d{3}[\s-]?\d{4}(?!\d)/g,
  // Plates: province, letter, five or six, with or without a dot.
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Za-z][\s·•.-]?[A-Za-z0-9]{4,5}[A-Za-z0-9挂学警港澳]/g,
  /(?:微信|weixin|wechat|wx|qq|QQ)\s*(?:号|id)?\s*[:：]?\s*[A-Za-z0-9_-]{5,20}/gi,
];

/** Marks upon a letter and what nobody sees between two of them. */
const UNSEEN = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]|(?!\s)\p{Cc}/gu;
const STROKES = /[\u2010-\u2015\u2212]/g;
const DOTS = /[\u2027\u22c5\u30fb]/g;
/** In place of what was found; no plain spelling has it. */
const FOUND = '\0';

export function scrubText(text: string): string {
  const { plain, from, to } = plainSpelling(text);
  const marked = FORMS.reduce((left, form) => left.replace(form, (found) => FOUND.repeat(found.length)), plain);
  let scrubbed = '';
  let kept = 0;
  for (const { index, 0: found } of marked.matchAll(/\0+/g)) {
    // A letter that spells as several may lie in two finds.
    scrubbed += text.slice(kept, Math.max(kept, from[index]!)) + HIDDEN;
    kept = to[index + found.length - 1]!;
  }
  return scrubbed + text.slice(kept);
}

/** The text in its plain spelling; for each place in it, where the letter that it comes from begins and ends. */
function plainSpelling(text: string): { plain: string; from: readonly number[]; to: readonly number[] } {
  const from: number[] = [];
  const to: number[] = [];
  let plain = '';
  let at = 0;
  for (const letter of text) {
    const spelt = letter.normalize('NFKD').replace(UNSEEN, '').replace(STROKES, '-').replace(DOTS, '·');
    const end = at + letter.length;
    for (let i = 0; i < spelt.length; i++) {
      from.push(at);
      to.push(end);
    }
    // What is unseen belongs to the letter before it.
    if (spelt === '' && to.length > 0) to[to.length - 1] = end;
    plain += spelt;
    at = end;
  }
  return { plain, from, to };
}
