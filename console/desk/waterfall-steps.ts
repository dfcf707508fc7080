/** The hops of an incident as bars: each from the hop before it to its own stamp; the first missing one is waited for. */
import type { Hop, Incident } from '@chengyun/contracts';
import { HOPS } from '@chengyun/contracts/incident.ts';

export interface WaterfallStep {
  readonly hop: Hop;
  /** Share of the whole span, 0 to 1. */
  readonly from: number;
  readonly to: number;
  readonly tookMs: number;
  /** Not reached yet: the clock runs. */
  readonly waiting: boolean;
}

/** `nowMs` is wall time, like the hops. Hops that came out of order are drawn at their own time with length 0. */
export function waterfallSteps(hops: Incident['hops'], nowMs: number): WaterfallStep[] {
  const reached = HOPS.flatMap((hop) => (hops[hop] === null ? [] : [{ hop, at: hops[hop] }]));
  const first = reached[0];
  if (!first) return [];
  const lastReached = HOPS.findLastIndex((hop) => hops[hop] !== null);
  const next = HOPS[lastReached + 1];
  const end = next ? nowMs : Math.max(...reached.map((step) => step.at));
  const span = Math.max(1, end - first.at);
  const share = (at: number) => Math.max(0, Math.min(1, (at - first.at) / span));
  const steps: WaterfallStep[] = reached.map(({ hop, at }, index) => {
    const before = Math.min(at, reached[index - 1]?.at ?? at);
    return { hop, from: share(before), to: share(at), tookMs: at - before, waiting: false };
  });
  const last = reached.at(-1)!;
  if (next) steps.push({ hop: next, from: share(last.at), to: 1, tookMs: Math.max(0, nowMs - last.at), waiting: true });
  return steps;
}
