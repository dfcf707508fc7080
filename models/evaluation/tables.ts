/** The tables of a score, in Markdown, for the screen and for the card. */
import { DETECTION_CLASSES } from '../runtime/manifest-types.ts';
import type { Evaluation } from './evaluate.ts';
import { ALL, CLEAR, PARTS, WANTED } from './subset.ts';

/** Cut, not rounded: a figure just below a bound must not read as the bound. */
const two = (value: number): string => (Math.floor(value * 100 + 1e-9) / 100).toFixed(2);

export function clearTable(clear: Evaluation['clear']): string {
  const rows = PARTS.flatMap((part) =>
    DETECTION_CLASSES.map((cls) => {
      const { objects, averagePrecision, precision, recall } = clear[part][cls];
      const wanted = WANTED[part][cls];
      const met = Math.min(precision, recall) >= wanted ? 'yes' : 'no';
      return `| ${part} | ${cls} | ${CLEAR.iouMin[cls]} | ${objects} | ${two(averagePrecision)} | ${two(precision)} | ${two(recall)} | ${wanted} | ${met} |`;
    }),
  );
  return [
    '| light | class | IoU | things | AP | precision | recall | wanted | met |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

export function allTable(all: Evaluation['all']): string {
  const rows = PARTS.flatMap((part) =>
    DETECTION_CLASSES.map((cls) => {
      const { objects, averagePrecision, precision, recall, countError, countMean } = all[part][cls];
      return `| ${part} | ${cls} | ${ALL.iouMin[cls]} | ${objects} | ${two(averagePrecision)} | ${two(precision)} | ${two(recall)} | ${countError.toFixed(2)} of ${countMean.toFixed(2)} |`;
    }),
  );
  return [
    '| light | class | IoU | things | AP | precision | recall | count error per frame |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
