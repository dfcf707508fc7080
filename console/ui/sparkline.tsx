/** Six hours of one value as a line; gaps stay gaps. Dashed when the newest value is old. */
export interface SparklineProps {
  /** Oldest first; null where there was no value. */
  readonly points: readonly (number | null)[];
  readonly stale?: boolean;
}

const WIDTH = 200;
const HEIGHT = 40;
const PAD = 3;

/** SVG path in a WIDTH × HEIGHT box. A flat series runs through the middle. */
export function sparkPath(points: readonly (number | null)[]): string {
  const known = points.filter((value): value is number => value !== null);
  if (known.length < 2) return '';
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const stepX = WIDTH / Math.max(1, points.length - 1);
  let path = '';
  let pen = 'M';
  points.forEach((value, index) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const share = span === 0 ? 0.5 : (value - low) / span;
    const y = HEIGHT - PAD - share * (HEIGHT - 2 * PAD);
    path += `${pen}${(index * stepX).toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  });
  return path;
}

export function Sparkline({ points, stale = false }: SparklineProps) {
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path
        d={sparkPath(points)}
        fill="none"
        stroke="currentColor"
        vector-effect="non-scaling-stroke"
        {...(stale ? { 'stroke-dasharray': '6 5' } : {})}
      />
    </svg>
  );
}
