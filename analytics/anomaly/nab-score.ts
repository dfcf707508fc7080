/**
 * The scoring of the Numenta Anomaly Benchmark, standard profile (Lavin and Ahmad, 2015): a detection inside a labelled
 * window earns more the earlier it comes, only the best of a window counts; one outside costs up to 0.11, less shortly
 * after a window; a window without any costs 1. The threshold is one for the whole corpus, the best there is.
 */
export interface ScoredFile {
  /** Anomaly scores by row. */
  readonly scores: readonly number[];
  /** First and last row of each labelled window, in order. */
  readonly windows: readonly (readonly [first: number, last: number])[];
}

export interface NabScore {
  /** 0 for a detector that says nothing, 100 for a perfect one. */
  readonly score: number;
  readonly threshold: number;
}

const FALSE_POSITIVE = 0.11;
const PROBATION_SHARE = 0.15;
const PROBATION_MAX = 750;

/** Rows at the beginning of a file that are not scored. */
export function probationOf(rows: number): number {
  return Math.min(Math.floor(PROBATION_SHARE * rows), PROBATION_MAX);
}

const sigmoid = (position: number) => 2 / (1 + Math.exp(5 * position)) - 1;
const BEST = sigmoid(-1);

interface Row {
  readonly score: number;
  /** Number of the window that the row is in, over all files; -1 outside. */
  readonly window: number;
  /** What a detection here is worth: of its window, or as a false one (negative). */
  readonly worth: number;
}

function rowsOf({ scores, windows }: ScoredFile, firstWindow: number): Row[] {
  const rows: Row[] = [];
  let next = 0;
  for (let i = 0; i < scores.length; i++) {
    while (next < windows.length && i > windows[next]![1]) next += 1;
    if (i < probationOf(scores.length)) continue;
    const window = windows[next];
    if (window && i >= window[0]) {
      const width = window[1] - window[0] + 1;
      rows.push({ score: scores[i]!, window: firstWindow + next, worth: sigmoid(-(window[1] - i + 1) / width) / BEST });
    } else {
      const before = windows[next - 1];
      const position = before ? (i - before[1]) / (before[1] - before[0]) : Number.POSITIVE_INFINITY;
      rows.push({ score: scores[i]!, window: -1, worth: FALSE_POSITIVE * (position > 3 ? -1 : sigmoid(position)) });
    }
  }
  return rows;
}

/** Score at the best threshold, or at a given one. Detections are the rows at or above it. */
export function scoreNab(files: readonly ScoredFile[], threshold?: number): NabScore {
  const rows: Row[] = [];
  let windows = 0;
  for (const file of files) {
    rows.push(...rowsOf(file, windows));
    windows += file.windows.length;
  }
  rows.sort((a, b) => b.score - a.score);
  const best = new Float64Array(windows).fill(-1);
  // Nothing said: every window is missed.
  let raw = -windows;
  let found: NabScore = { score: 0, threshold: Number.POSITIVE_INFINITY };
  const normalised = () => (100 * (raw + windows)) / (2 * windows);
  for (let i = 0; i < rows.length; i++) {
    const { score, window, worth } = rows[i]!;
    if (threshold !== undefined && score < threshold) break;
    if (window < 0) raw += worth;
    else if (worth > best[window]!) {
      raw += worth - best[window]!;
      best[window] = worth;
    }
    if (rows[i + 1]?.score === score) continue;
    const now = normalised();
    if (threshold === undefined && now > found.score) found = { score: now, threshold: score };
  }
  return threshold === undefined ? found : { score: normalised(), threshold };
}
