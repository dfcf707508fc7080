/**
 * The gate and the network together. What times alone prove (gap, clock) stands. A spike is the gate's to say. Of all
 * else the network says when it is sure, and names the kind; where the gate flags, it need only not disagree. A drift
 * looks most like weather, so that the network must be surer of it and the gate's own word is not enough.
 */
import type { GateView } from './gate.ts';
import { FAULT_KINDS, type FaultKind } from './kinds.ts';

export interface FaultVerdict {
  readonly kind: FaultKind;
  /** Both the gate and the network flag it. */
  readonly isAgreed: boolean;
}

export interface VerdictLimits {
  /** Share of all kinds together from which the network flags by itself. */
  readonly sure: number;
  /** The same where it names a drift. */
  readonly sureOfDrift: number;
  /** Share of all kinds below which the network speaks against the gate. */
  readonly against: number;
}

/** Chosen on gauges of the tuning seeds; see card.md. */
export const VERDICT_LIMITS: VerdictLimits = { sure: 0.82, sureOfDrift: 0.95, against: 0.8 };

/** Strength at which the gate rests on times alone. */
const BY_TIMES = 3;

/** @param shares of good and the kinds, from `at` on; null while the network has not seen enough readings */
export function verdictOf(
  { kind, strength }: GateView,
  shares: Float32Array | null,
  at = 0,
  limits: VerdictLimits = VERDICT_LIMITS,
): FaultVerdict | null {
  const isByTimes = strength >= BY_TIMES && (kind === 'gap' || kind === 'clock');
  // Alone the gate does not speak of clocks that only the water gives away.
  if (shares === null) return kind === null || (kind === 'clock' && !isByTimes) ? null : { kind, isAgreed: isByTimes };
  if (isByTimes) return { kind, isAgreed: true };
  const suspicion = 1 - shares[at]!;
  const named = namedBy(shares, at);
  if (suspicion >= (named === 'drift' ? limits.sureOfDrift : limits.sure)) {
    return { kind: kind === 'spike' ? kind : named, isAgreed: kind !== null };
  }
  if (kind === null || kind === 'drift') return null;
  return kind === 'spike' || suspicion >= limits.against ? { kind, isAgreed: false } : null;
}

function namedBy(shares: Float32Array, at: number): FaultKind {
  let best = 0;
  for (let kind = 1; kind < FAULT_KINDS.length; kind++)
    if (shares[at + 1 + kind]! > shares[at + 1 + best]!) best = kind;
  return FAULT_KINDS[best]!;
}
