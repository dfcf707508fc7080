/** Scores the gate, the network and both together on made-up gauges, until so many fault events were seen. */
import { createGate, type GateView } from './gate.ts';
import { codeOfKind } from './kinds.ts';
import { type MadeGauge, makeGauge, SCORED_PLAN } from './made/gauge.ts';
import { addToScore, emptyScore, type FaultScore } from './score.ts';
import { CLASS_COUNT, type SecondOpinion } from './second-opinion.ts';
import { VERDICT_LIMITS, type VerdictLimits, verdictOf } from './verdict.ts';
import { createSeriesWatch, FEATURE_COUNT, isForNetwork } from './watch/features.ts';
import { REACH } from './window.ts';

export const JUDGES = ['classical', 'learned', 'both'] as const;
export type JudgeName = (typeof JUDGES)[number];

export interface Evaluation {
  readonly gauges: number;
  readonly scores: Readonly<Record<JudgeName, FaultScore>>;
}

export interface EvaluationPlan {
  readonly firstSeed: number;
  /** Ends with the gauge that brings the number of events to this. */
  readonly events: number;
  readonly limits?: VerdictLimits;
  readonly onGauge?: (gauges: number, events: number) => void;
  readonly signal?: AbortSignal;
}

/** What the gate alone can say when it hears of nobody else. */
const SILENT_GATE: GateView = { kind: null, strength: 0 };

/** Flags of each judge, a code for each reading. The network looks at a whole gauge at once: the same as one by one. */
export async function flagsOf(
  { at, valueM, arrivedAt }: MadeGauge,
  opinion: SecondOpinion,
  limits: VerdictLimits = VERDICT_LIMITS,
): Promise<Readonly<Record<JudgeName, Uint8Array>>> {
  const watch = createSeriesWatch();
  const gate = createGate();
  const features = new Float32Array(at.length * FEATURE_COUNT);
  const gateViews: GateView[] = [];
  const isAsked = new Uint8Array(at.length);
  at.forEach((atMs, place) => {
    const watched = watch.push({ atMs, value: valueM[place]!, arrivedMs: arrivedAt[place]! });
    features.set(watched.features, place * FEATURE_COUNT);
    gateViews.push(gate.judge(watched.facts));
    isAsked[place] = isForNetwork(watched.facts) ? 1 : 0;
  });
  const shares = await opinion.judge(features, 1, at.length);
  const flags = {
    classical: new Uint8Array(at.length),
    learned: new Uint8Array(at.length),
    both: new Uint8Array(at.length),
  };
  gateViews.forEach((view, place) => {
    const hasOpinion = place >= REACH && isAsked[place] === 1;
    const from = (place - REACH) * CLASS_COUNT;
    const alone = hasOpinion ? verdictOf(SILENT_GATE, shares, from, limits) : null;
    const both = verdictOf(view, hasOpinion ? shares : null, from, limits);
    if (view.kind !== null) flags.classical[place] = codeOfKind(view.kind);
    if (alone !== null) flags.learned[place] = codeOfKind(alone.kind);
    if (both !== null) flags.both[place] = codeOfKind(both.kind);
  });
  return flags;
}

export async function evaluate(opinion: SecondOpinion, plan: EvaluationPlan): Promise<Evaluation> {
  const { firstSeed, events, limits = VERDICT_LIMITS, onGauge, signal } = plan;
  const scores = { classical: emptyScore(), learned: emptyScore(), both: emptyScore() };
  let gauges = 0;
  for (let seen = 0; seen < events && signal?.aborted !== true; gauges++) {
    const gauge = makeGauge(firstSeed + gauges, SCORED_PLAN);
    const flags = await flagsOf(gauge, opinion, limits);
    for (const name of JUDGES) addToScore(scores[name], gauge, flags[name]);
    seen += gauge.events.length;
    onGauge?.(gauges + 1, seen);
  }
  return { gauges, scores };
}
