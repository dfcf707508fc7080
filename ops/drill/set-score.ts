/** One thing that the scoring judged: a hazard that was found or missed, or an alarm without a hazard. */
export interface DrillCase {
  readonly seed: number;
  readonly outcome: 'found' | 'missed' | 'false' | 'near-miss';
  /** The hazard, or for an alarm without one what it warned of. */
  readonly kind: string;
  readonly asset: string;
  /** Minutes since the run began at which the hazard began, or at which the alarm came without one. */
  readonly atMin: number;
  /** Minutes between the alarm and the beginning of the hazard; null without either. */
  readonly leadMin: number | null;
}

/** When people were called, minutes since the run began, over all seeds. */
export interface DrillCalls {
  readonly atMin: readonly number[];
  /** Length of the longest run. */
  readonly runMin: number;
  readonly operators: number;
}

/** What the scoring of a made set gives; a share of nothing is absent, never guessed. */
export interface SetScore {
  readonly figures: Readonly<Record<string, number>>;
  /** Of the first warning, for the picture. */
  readonly leadsMin: readonly number[];
  readonly cases: readonly DrillCase[];
  readonly calls: DrillCalls;
}

export const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;

/** The value below which `share` of the values lie (nearest rank). */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export function createOutcome(
  runs: number,
  leadsMin: readonly number[],
  figures: Readonly<Record<string, number | null>>,
  { cases, calls }: Pick<SetScore, 'cases' | 'calls'>,
): SetScore {
  const all = { ...figures, runs, lead_min_p50: percentile(leadsMin, 0.5), lead_min_p5: percentile(leadsMin, 0.05) };
  const known = Object.entries(all).filter((entry): entry is [string, number] => entry[1] !== null);
  return { figures: Object.fromEntries(known), leadsMin, cases, calls };
}

export interface Mark {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Marks that do not hold, in words. A figure that is absent holds no mark. */
export function missedMarks(
  figures: Readonly<Record<string, number>>,
  marks: Readonly<Record<string, Mark>>,
): readonly string[] {
  return Object.entries(marks).flatMap(([name, { atLeast, atMost }]) => {
    const value = figures[name];
    if (value === undefined) return [`${name} was not measured`];
    if (atLeast !== undefined && value < atLeast) return [`${name} is ${value}, below ${atLeast}`];
    if (atMost !== undefined && value > atMost) return [`${name} is ${value}, above ${atMost}`];
    return [];
  });
}
