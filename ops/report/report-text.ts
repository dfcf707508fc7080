/** The after-action report for a terminal, in one language. */
import type { AfterActionDoc, DocTable } from '@chengyun/console/state/report/after-action-doc.ts';

/** Chinese takes two columns a character. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (/[\u2e80-\uffef]/.test(letter) ? 2 : 1), 0);
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

export function reportText(doc: AfterActionDoc): string {
  const { title, lead, sums, tables, parts, incidents, foot } = doc;
  const each = incidents.flatMap(({ heading, facts, entries, isLate }) => [
    `${isLate ? '!' : ' '} ${heading}`,
    `    ${facts.join(' · ')}`,
    ...entries.map(({ time, who, what }) => `    ${time}  ${who === '' ? '' : `${who}  `}${what}`),
    '',
  ]);
  return [title, lead, sums.join(' · '), '', ...tables.flatMap(tableLines), parts.incidents, '', ...each, foot].join(
    '\n',
  );
}

function tableLines({ title, head, rows, none }: DocTable): string[] {
  if (rows.length === 0) return [title, `  ${none}`, ''];
  const lines = [head, ...rows.map(({ cells }) => cells)];
  const widths = head.map((_, i) => Math.max(...lines.map((cells) => widthOf(cells[i] ?? ''))));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => padded(cell, widths[i] ?? 0)).join('  ')}`.trimEnd();
  return [title, ...lines.map(line), ''];
}
