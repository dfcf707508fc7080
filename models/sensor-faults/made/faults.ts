/**
 * The faults that are put into a made-up gauge, one function a kind. Each changes what the sensor says from one step to
 * another and leaves the water alone. The bands of size and length are those the card states; a fault is never smaller
 * than what a careful person could see in the curve.
 */
import type { Random } from '../../synthetic/random.ts';
import type { FaultKind } from '../kinds.ts';
import { normal, spread } from './water.ts';

/** What a sensor says before it is written down, step by step. */
export interface Saying {
  readonly startMs: number;
  readonly periodMs: number;
  readonly isTidal: boolean;
  readonly valueM: Float64Array;
  /** False: this reading never came. */
  readonly isThere: Uint8Array;
  /** What the device's clock is wrong by, ms. */
  readonly clockOffMs: Float64Array;
  /** Spread of the sensor's own noise, and its last digit. */
  readonly noiseM: number;
  readonly digitM: number;
}

/** Steps that are faulty: [from, to). A gap is told by the reading behind it. */
export interface FaultSpan {
  readonly kind: FaultKind;
  readonly from: number;
  readonly to: number;
}

type Put = (saying: Saying, from: number, random: Random) => FaultSpan | null;

const sign = (random: Random): number => (random.chance(0.5) ? 1 : -1);
const EPOCH_2000_MS = 946_684_800_000;

function span(saying: Saying, kind: FaultKind, from: number, hours: number): FaultSpan {
  const steps = Math.max(1, Math.round((hours * 3_600_000) / saying.periodMs));
  return { kind, from, to: Math.min(saying.valueM.length - 1, from + steps) };
}

const spike: Put = (saying, from, random) => {
  const length = random.chance(0.7) ? 1 : random.whole(2, 3);
  const sizeM = spread(random, Math.max(0.1, 8 * saying.noiseM), 2) * sign(random);
  for (let step = from; step < from + length; step++)
    saying.valueM[step] = saying.valueM[step]! + sizeM * random.range(0.7, 1);
  return { kind: 'spike', from, to: from + length };
};

const stuck: Put = (saying, from, random) => {
  const found = span(saying, 'stuck', from, saying.isTidal ? spread(random, 1.5, 12) : spread(random, 6, 24));
  const held = saying.valueM[from]!;
  // A frozen float, or one whose last digit still flickers.
  const flicker = random.chance(0.2) ? saying.digitM : 0;
  for (let step = from; step < found.to; step++) saying.valueM[step] = held + (random.chance(0.25) ? flicker : 0);
  return found;
};

const drift: Put = (saying, from, random) => {
  const found = span(saying, 'drift', from, spread(random, 12, 72));
  const sizeM = spread(random, 0.2, 1) * sign(random);
  for (let step = from; step < found.to; step++) {
    saying.valueM[step] = saying.valueM[step]! + (sizeM * (step - from)) / (found.to - from);
  }
  return found;
};

const offset: Put = (saying, from, random) => {
  const found = span(saying, 'offset', from, spread(random, 3, 36));
  const sizeM = spread(random, Math.max(0.08, 8 * saying.noiseM), 1) * sign(random);
  for (let step = from; step < found.to; step++) saying.valueM[step] = saying.valueM[step]! + sizeM;
  return found;
};

const gap: Put = (saying, from, random) => {
  const found = span(saying, 'gap', from, spread(random, 0.5, 12));
  saying.isThere.fill(0, from, found.to);
  return { kind: 'gap', from: found.to, to: found.to + 1 };
};

const noise: Put = (saying, from, random) => {
  const found = span(saying, 'noise', from, spread(random, 1, 12));
  const sdM = Math.max(0.03, saying.noiseM * random.range(4, 12));
  for (let step = from; step < found.to; step++) saying.valueM[step] = saying.valueM[step]! + sdM * normal(random);
  return found;
};

/** The sensor's range ends below the high waters, or its foot falls dry above the low ones. */
const clipping: Put = (saying, from, random) => {
  const { to } = span(saying, 'clipping', from, random.range(12.4, 50));
  const turn = sign(random);
  let peak = -Infinity;
  for (let step = from; step < to; step++) peak = Math.max(peak, turn * saying.valueM[step]!);
  const limit = Math.round((peak - spread(random, 0.08, 0.6)) / saying.digitM) * saying.digitM;
  const cut: number[] = [];
  for (let step = from; step < to; step++) if (turn * saying.valueM[step]! > limit) cut.push(step);
  if (cut.length * saying.periodMs < 45 * 60_000 || cut.length > 0.6 * (to - from)) return null;
  for (const step of cut) saying.valueM[step] = turn * limit;
  return { kind: 'clipping', from: cut[0]!, to: cut.at(-1)! + 1 };
};

function offBy(saying: Saying, found: FaultSpan, offMs: (step: number) => number): FaultSpan {
  for (let step = found.from; step < found.to; step++) saying.clockOffMs[step] = offMs(step);
  return found;
}

/** The wrong zone or a lost minute: times jump, and jump back when the clock is set. */
const clockJump: Put = (saying, from, random) => {
  const offMs = Math.round(spread(random, 10, 720)) * 60_000 * sign(random);
  return offBy(saying, span(saying, 'clock', from, spread(random, 2, 24)), () => offMs);
};

/** A restart without a battery: the clock begins at the year 2000 until somebody sets it. */
const clockReset: Put = (saying, from, random) => {
  const found = { kind: 'clock', from, to: from + random.whole(1, 6) } as const;
  return offBy(saying, found, () => EPOCH_2000_MS + 10_000 - saying.startMs - from * saying.periodMs);
};

/** A clock that runs fast or slow by some minutes an hour. */
const clockCreep: Put = (saying, from, random) => {
  const rate = (spread(random, 1, 5) / 60) * sign(random);
  const found = span(saying, 'clock', from, spread(random, 6, 24));
  return offBy(saying, found, (step) => Math.round(rate * (step - from + 1) * saying.periodMs));
};

/** The times look right and the water is that of another hour: set wrongly by whoever stands between. */
const clockSilent: Put = (saying, from, random) => {
  const found = span(saying, 'clock', from, spread(random, 6, 36));
  const offSteps = (random.range(20, 150) * 60_000 * sign(random)) / saying.periodMs;
  const before = saying.valueM.slice();
  for (let step = from; step < found.to; step++) {
    const place = Math.min(before.length - 2, Math.max(0, step - offSteps));
    const low = Math.floor(place);
    saying.valueM[step] = before[low]! + (before[low + 1]! - before[low]!) * (place - low);
  }
  return found;
};

const clock: Put = (saying, from, random) => {
  const share = random.next();
  // On a river without a tide the water of another hour looks the same; nobody can see that fault.
  if (share < 0.35) return (saying.isTidal ? clockSilent : clockJump)(saying, from, random);
  return (share < 0.8 ? clockJump : share < 0.9 ? clockReset : clockCreep)(saying, from, random);
};

const PUTS: Readonly<Record<FaultKind, Put>> = { spike, stuck, drift, offset, gap, noise, clipping, clock };

/** Null when the kind makes no sense here, for instance a limit that no high water reaches. */
export function putFault(kind: FaultKind, saying: Saying, from: number, random: Random): FaultSpan | null {
  if (kind === 'clipping' && !saying.isTidal) return null;
  return PUTS[kind](saying, from, random);
}
