/**
 * The gate: says of one reading, by limits on facts that a person can check, whether it is to be believed and what ails
 * it. No training. A jump is a spike until it has stayed for some readings, then an offset, until it is undone or so old
 * that it must be taken for the truth.
 */
import type { FaultKind } from './kinds.ts';
import type { Facts } from './watch/features.ts';

export interface GateView {
  /** What the gate flags; null where it has nothing to say. */
  readonly kind: FaultKind | null;
  /** How far over its limit, 1 and more; 0 without a flag. */
  readonly strength: number;
}

export interface GateLimits {
  readonly gapPeriods: number;
  readonly clockOffMs: number;
  readonly creep: number;
  readonly spike: number;
  readonly jump: number;
  readonly jumpKeptMs: number;
  readonly roughness: number;
  readonly surprise: number;
  readonly owed: number;
  readonly shiftExplained: number;
  readonly shiftRatio: number;
  readonly drift: number;
}

/** Chosen on gauges of the tuning seeds; see card.md. */
export const GATE_LIMITS: GateLimits = {
  gapPeriods: 2.8,
  clockOffMs: 150_000,
  creep: 6,
  spike: 6,
  jump: 6,
  jumpKeptMs: 24 * 3_600_000,
  roughness: 3,
  surprise: 20,
  owed: 8,
  shiftExplained: 0.88,
  shiftRatio: 5,
  drift: 6,
};

const SPIKE_READINGS = 4;
/** How far over the limit a jump must be to be no work of the gap before it. */
const SURELY = 2;
/** Before that nothing is usual yet. */
const SEEN_MIN = 40;
const LEVELS_KEPT_MS = 72 * 3_600_000;
const QUIET = { kind: null, strength: 0 } as const;

export interface Gate {
  /** @param limits may be others from one reading to the next */
  judge(facts: Facts, limits?: GateLimits): GateView;
}

export function createGate(): Gate {
  let jump: { fromM: number; sizeM: number; readings: number; sinceMs: number } | null = null;
  /** Where the residual stood before the fault that stands now, and before earlier ones. */
  let calmR = Number.NaN;
  let levels: { residualM: number; tMs: number }[] = [];
  let roughFor = 0;
  let shiftedFor = 0;

  /** Back to where it stood before: the end of a fault, not the beginning of one. */
  function isReturn({ residualM, baseM, clock }: Facts, sizeM: number): boolean {
    levels = levels.filter(({ tMs }) => clock.presumedMs - tMs < LEVELS_KEPT_MS);
    const isNear = (levelM: number): boolean => Math.abs(residualM - levelM) < 0.4 * Math.abs(sizeM);
    return (
      (isNear(baseM) && Math.abs(calmR - baseM) > 0.6 * Math.abs(sizeM)) || levels.some((one) => isNear(one.residualM))
    );
  }

  function judgeJump(facts: Facts, limits: GateLimits): GateView {
    const { residualM, step, spike, clock, isTideKnown } = facts;
    if (jump !== null) {
      jump.readings++;
      const awayM = (residualM - jump.fromM) * Math.sign(jump.sizeM);
      const keptMs = isTideKnown ? limits.jumpKeptMs : SPIKE_READINGS * clock.periodMs;
      const isOld = clock.presumedMs - jump.sinceMs > keptMs;
      if (awayM < 0.5 * Math.abs(jump.sizeM) || isOld) jump = null;
      else return { kind: jump.readings <= SPIKE_READINGS ? 'spike' : 'offset', strength: 2 };
    }
    const sizeM = residualM - calmR;
    const isJump = facts.seen >= SEEN_MIN && Math.abs(step) > limits.jump && Math.abs(spike) > limits.spike;
    if (!isJump || Number.isNaN(calmR) || Math.sign(step) !== Math.sign(sizeM) || isReturn(facts, sizeM)) return QUIET;
    jump = { fromM: calmR, sizeM, readings: 1, sinceMs: clock.presumedMs };
    levels = [...levels, { residualM: calmR, tMs: clock.presumedMs }].slice(-4);
    return { kind: 'spike', strength: Math.abs(spike) / limits.spike };
  }

  function judgeRun({ run, digitM, residualM, shift, isTideKnown }: Facts, limits: GateLimits): GateView {
    const owed = isTideKnown ? run.owedM / Math.max(0.015, 2 * digitM) : 0;
    const strength = Math.max(run.surprise / limits.surprise, run.near >= 5 ? owed / limits.owed : 0);
    if (strength < 1) return QUIET;
    // At the edge of the range with the tide beyond it: the sensor's end, not the sensor's death.
    const isTop = run.place > 0.97 && residualM < shift.spreadM;
    const isFoot = run.place < 0.03 && residualM > -shift.spreadM;
    return { kind: isTop || isFoot || run.isKnownLimit ? 'clipping' : 'stuck', strength };
  }

  return {
    judge: (facts, limits = GATE_LIMITS) => {
      // Levels of before mean nothing once the tide is taken off.
      if (facts.seen === 1) [jump, calmR, levels] = [null, Number.NaN, []];
      const { clock, run, roughness, longShift, level, departures, isTideKnown, seen, residualM } = facts;
      const stood = judgeRun(facts, limits);
      const jumped = stood.kind === null ? judgeJump(facts, limits) : QUIET;
      roughFor = roughness > limits.roughness ? roughFor + 1 : 0;
      const isShifted =
        isTideKnown &&
        longShift.explained > limits.shiftExplained &&
        longShift.explainedM >
          limits.shiftRatio * Math.max(0.01, longShift.spreadM * Math.sqrt(1 - longShift.explained)) &&
        Math.abs(longShift.lateH) > 0.2;
      shiftedFor = isShifted ? shiftedFor + 1 : 0;
      if (jump === null && roughFor === 0 && run.near < 6) calmR = residualM;

      if (Math.abs(clock.offMs) > limits.clockOffMs || clock.isStepBack) return { kind: 'clock', strength: 3 };
      if (Math.abs(clock.creep) > limits.creep)
        return { kind: 'clock', strength: Math.abs(clock.creep) / limits.creep };
      if (clock.stepMs > limits.gapPeriods * clock.periodMs) {
        return jumped.strength > SURELY ? jumped : { kind: 'gap', strength: 3 };
      }
      if (seen < SEEN_MIN) return QUIET;
      if (stood.kind !== null) return stood;
      if (roughFor >= 3) return { kind: 'noise', strength: roughness / limits.roughness };
      if (jumped.kind !== null) return jumped;
      if (shiftedFor >= 6 && run.near < 6) return { kind: 'clock', strength: 1 };
      if (isTideKnown && Math.abs(level) > limits.drift && Math.abs(departures[2]!) < 8) {
        return { kind: 'drift', strength: Math.abs(level) / limits.drift };
      }
      return QUIET;
    },
  };
}
