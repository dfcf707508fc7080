/** Numbers as a line of blocks for the terminal; each block shows the largest of the numbers that it stands for. */
const BLOCKS = ' ▁▂▃▄▅▆▇█';

export function sparkline(values: readonly number[], width = 72): string {
  const columns = Math.min(width, values.length);
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns));
    const value = values.slice(from, to).reduce((a, b) => Math.max(a, b), 0);
    const height = value <= 0 || largest <= 0 ? 0 : Math.max(1, Math.round((value / largest) * (BLOCKS.length - 1)));
    return BLOCKS[height];
  }).join('');
}
