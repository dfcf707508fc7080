/**
 * How well typed letters fit a text: they must come in this order. Letters that follow each other, and letters that
 * begin a word, count more; a short text before a long one. Pure.
 */
const BEGINS_WORD = 6;
const FOLLOWS = 4;
const FOUND = 1;
const WORD_BREAK = /[\s·.,/|:_-]/;

/** Higher is better; null when the text does not hold the letters. */
export function fuzzyScore(typed: string, text: string): number | null {
  const wanted = typed.toLowerCase().replace(/\s+/g, '');
  const hay = text.toLowerCase();
  if (wanted === '') return 0;
  const whole = hay.indexOf(typed.toLowerCase().trim());
  // A piece of the text as it stands is what was meant, wherever else its letters might be found.
  if (whole >= 0)
    return wanted.length * (BEGINS_WORD + FOLLOWS) + (isWordStart(hay, whole) ? BEGINS_WORD : 0) - hay.length / 100;
  let score = 0;
  let from = 0;
  let before = -2;
  for (const letter of wanted) {
    const at = hay.indexOf(letter, from);
    if (at < 0) return null;
    score += FOUND + (at === before + 1 ? FOLLOWS : 0) + (isWordStart(hay, at) ? BEGINS_WORD : 0);
    before = at;
    from = at + 1;
  }
  return score - hay.length / 100;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || WORD_BREAK.test(text[at - 1]!);
}
