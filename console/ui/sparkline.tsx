/** Six hours of one value as a line; gaps stay gaps. Dashed when the newest value is old. */
export interface SparklineProps {
  /** Oldest first; null where there was no value. */
  readonly points: readonly (number | null)[];
  readonly stale?: boolean;
}

const WIDTH = 200;
const HEIGHT = 40;
const PAD = 3;

/** A slow gauge fills only each second or third bin: that is no gap. Seven empty bins (35 min) are one. */
const GAP_BINS = 7;

/** SVG path in a WIDTH × HEIGHT box. A flat series runs through the middle. */
export function sparkPath(points: readonly (number | null)[]): string {
  const known = points.filter((value): value is number => value !== null);
  if (known.length < 2) return '';
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const stepX = WIDTH / Math.max(1, points.length - 1);
  let path = '';
  let empty = GAP_BINS;
  points.forEach((value, index) => {
    if (value === null) {
      empty++;
      return;
    }
    const share = span === 0 ? 0.5 : (value - low) / span;
    const y = HEIGHT - PAD - share * (HEIGHT - 2 * PAD);
    path += `${empty >= GAP_BINS ? 'M' : 'L'}${(index * stepX).toFixed(1)} ${y.toFixed(1)}`;
    empty = 0;
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
