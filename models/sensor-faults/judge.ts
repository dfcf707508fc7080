/**
 * Judges readings of many series as they come: facts and gate at once, the network for all that wait together.
 *
 * Invariants: verdicts come in the order in which readings were handed over; a series costs some 40 KB and there are
 * at most so many of them; when the network fails, the gate goes on alone and it is said once.
 */
import { createGate, GATE_LIMITS, type Gate, type GateLimits, type GateView } from './gate.ts';
import { CLASS_COUNT, type SecondOpinion } from './second-opinion.ts';
import { type FaultVerdict, verdictOf } from './verdict.ts';
import { createSeriesWatch, FEATURE_COUNT, isForNetwork, type Reading, type SeriesWatch } from './watch/features.ts';
import { REACH } from './window.ts';

export interface FaultJudge {
  /** Null: nothing speaks against the reading. Rejects never. */
  judge(series: string, reading: Reading, limits?: GateLimits): Promise<FaultVerdict | null>;
  /** It is measured otherwise from now on: what is usual of it is learned anew. */
  forget(series: string): void;
  readonly seriesCount: () => number;
}

export interface FaultJudgeDeps {
  /** Null: the gate alone. */
  readonly opinion: SecondOpinion | null;
  /** The network failed, in one sentence. */
  readonly warn: (sentence: string) => void;
  /** A series beyond the limit, whose readings go unjudged. */
  readonly tooMany?: () => void;
}

export const SERIES_MAX = 2000;
const TOGETHER_MAX = 64;
const ROW = (REACH + 1) * FEATURE_COUNT;

interface Series {
  readonly watch: SeriesWatch;
  readonly gate: Gate;
  /** Features of the newest REACH + 1 readings, oldest first; moved down when the array is full. */
  readonly rows: Float32Array;
  filled: number;
}

interface Waiting {
  readonly gate: GateView;
  /** Features of the readings up to this one; null while there are too few. */
  readonly window: Float32Array | null;
  readonly resolve: (verdict: FaultVerdict | null) => void;
}

export function createFaultJudge({ opinion, warn, tooMany }: FaultJudgeDeps): FaultJudge {
  const all = new Map<string, Series>();
  let waiting: Waiting[] = [];
  let isRunning = false;
  let hasFailed = false;

  function open(name: string): Series | null {
    const known = all.get(name);
    if (known !== undefined) return known;
    if (all.size >= SERIES_MAX) return null;
    const rows = new Float32Array(opinion === null ? 0 : 2 * ROW);
    const series = { watch: createSeriesWatch(), gate: createGate(), rows, filled: 0 };
    all.set(name, series);
    return series;
  }

  function windowOf(series: Series, features: Float32Array): Float32Array | null {
    if (opinion === null) return null;
    if (series.filled === series.rows.length) {
      series.rows.copyWithin(0, series.filled - ROW + FEATURE_COUNT);
      series.filled = ROW - FEATURE_COUNT;
    }
    series.rows.set(features, series.filled);
    series.filled += FEATURE_COUNT;
    return series.filled < ROW ? null : series.rows.slice(series.filled - ROW, series.filled);
  }

  async function sharesOf(batch: readonly Waiting[]): Promise<Float32Array | null> {
    const windows = batch.flatMap(({ window }) => (window === null ? [] : [window]));
    if (opinion === null || windows.length === 0) return null;
    const features = new Float32Array(windows.length * ROW);
    windows.forEach((window, index) => {
      features.set(window, index * ROW);
    });
    try {
      return await opinion.judge(features, windows.length, REACH + 1);
    } catch (error) {
      if (!hasFailed)
        warn(`The network for sensor faults failed, the gate goes on alone: ${(error as Error).message}.`);
      hasFailed = true;
      return null;
    }
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, TOGETHER_MAX);
      waiting = waiting.slice(TOGETHER_MAX);
      const shares = await sharesOf(batch);
      let place = 0;
      for (const { gate, window, resolve } of batch) {
        const own = shares === null || window === null ? null : shares;
        resolve(verdictOf(gate, own, place * CLASS_COUNT));
        if (window !== null) place++;
      }
    }
    isRunning = false;
  }

  return {
    judge: (name, reading, limits = GATE_LIMITS) => {
      const series = open(name);
      if (series === null) {
        tooMany?.();
        return Promise.resolve(null);
      }
      const { facts, features } = series.watch.push(reading);
      const gate = series.gate.judge(facts, limits);
      const row = windowOf(series, features);
      const window = isForNetwork(facts) ? row : null;
      return new Promise((resolve) => {
        waiting.push({ gate, window, resolve });
        if (isRunning) return;
        isRunning = true;
        void run();
      });
    },
    forget: (name) => {
      all.delete(name);
    },
    seriesCount: () => all.size,
  };
}
