/**
 * Does a series still go with its companions, as it always did? It is foretold from the companions' newest values and
 * their slow means by recursive least squares with slow forgetting (Plackett, 1950), and the smoothed error of that is
 * judged by how rare it is. A valve that sticks, a gauge that drifts: each series alone may look ordinary. An error moves
 * the relation by no more than a few usual errors, so that a broken one is not learned as the new rule at once.
 */
import { Onset, type OnsetState } from './onset.ts';
import { TailRarity, type TailState } from './tail-rarity.ts';

export interface RelationDetector {
  /** `beside`: newest values of the companions, in their order; NaN for one that has not spoken yet. */
  push(value: number, beside: readonly number[]): number;
  save(): RelationState;
  load(state: RelationState): void;
}

export interface RelationState {
  readonly slow: readonly number[];
  readonly weights: readonly number[];
  readonly inverse: readonly number[];
  readonly numbers: readonly number[];
  readonly rarity: TailState;
  readonly onset: OnsetState;
}

const FORGETTING = 0.9995;
/** Of the slow means of the companions, in readings: what rain does to a gauge comes later than the rain. */
const SLOW_OVER = 24;
const SMOOTHED_OVER = 6;
/** Start of the inverse covariance: nothing is known of the weights. */
const INVERSE_FIRST = 1_000;
/** Forgetting must not blow it up while the companions stand still. */
const INVERSE_MAX = 1e6;
const ERRORS_MAX = 4;
const ERROR_PACE = 0.005;
/** One voice alone must be rarer than several that agree. */
const ALONE_HANDICAP_NATS = 4;
/** Readings that only teach. */
const LEARNING = 100;

/** Of one series with so many companions. */
export function createRelationDetector(companions: number): RelationDetector {
  const size = 1 + 2 * companions;
  let slow: number[] = new Array<number>(companions).fill(Number.NaN);
  let weights: number[] = new Array<number>(size).fill(0);
  let inverse: number[] = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? INVERSE_FIRST : 0));
  let count = 0;
  let usual = 0;
  let smoothed = 0;
  const rarity = new TailRarity();
  const onset = new Onset();
  const inputs = new Float64Array(size);
  const gain = new Float64Array(size);

  const look = (beside: readonly number[]) => {
    inputs[0] = 1;
    for (let i = 0; i < companions; i++) {
      const now = beside[i]!;
      slow[i] = Number.isNaN(slow[i]!) ? now : slow[i]! + (now - slow[i]!) / SLOW_OVER;
      inputs[1 + 2 * i] = now;
      inputs[2 + 2 * i] = slow[i]!;
    }
  };
  const learn = (error: number) => {
    let spread = FORGETTING;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += inverse[i * size + j]! * inputs[j]!;
      gain[i] = sum;
      spread += inputs[i]! * sum;
    }
    for (let i = 0; i < size; i++) weights[i]! += (gain[i]! / spread) * error;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const cell = (inverse[i * size + j]! - (gain[i]! * gain[j]!) / spread) / FORGETTING;
        inverse[i * size + j] = Math.max(-INVERSE_MAX, Math.min(INVERSE_MAX, cell));
      }
    }
  };

  return {
    push: (value, beside) => {
      if (beside.some(Number.isNaN)) return 0;
      look(beside);
      count += 1;
      let error = value;
      for (let i = 0; i < size; i++) error -= weights[i]! * inputs[i]!;
      const isLearning = count <= LEARNING;
      const most = isLearning ? Number.POSITIVE_INFINITY : ERRORS_MAX * usual;
      const limited = Math.max(-most, Math.min(most, error));
      usual += Math.max(1 / count, ERROR_PACE) * (Math.abs(limited) - usual);
      learn(limited);
      smoothed += (error - smoothed) / SMOOTHED_OVER;
      return isLearning ? 0 : onset.push(rarity.push(Math.abs(smoothed)) - ALONE_HANDICAP_NATS);
    },
    save: () => ({
      slow: slow.map((mean) => (Number.isNaN(mean) ? 0 : mean)),
      weights: [...weights],
      inverse: [...inverse],
      numbers: [count, usual, smoothed],
      rarity: rarity.save(),
      onset: onset.save(),
    }),
    load: (state) => {
      [count = 0, usual = 0, smoothed = 0] = state.numbers;
      slow = count === 0 ? slow : [...state.slow];
      weights = [...state.weights];
      inverse = [...state.inverse];
      rarity.load(state.rarity);
      onset.load(state.onset);
    },
  };
}
