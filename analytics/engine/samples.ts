/**
 * The samples of one window, oldest first, in two growing arrays with a moving head. Nothing is rescanned: an aggregate
 * hears of every sample once when it comes and once when it goes.
 */
export interface Samples {
  readonly at: number[];
  readonly value: number[];
  /** Index of the oldest sample that is still inside. */
  head: number;
}

/** Beyond this the oldest sample goes early; 3 tidal days at one reading a minute are 4,470. */
export const SAMPLES_MAX = 50_000;

const COMPACT_AT = 1_024;

export function createSamples(): Samples {
  return { at: [], value: [], head: 0 };
}

export function sampleCount(samples: Samples): number {
  return samples.at.length - samples.head;
}

/** Gives memory back once more than half of the arrays lies before the head. True when the indexes have moved. */
export function compactSamples(samples: Samples): number {
  const { head } = samples;
  if (head < COMPACT_AT || head * 2 < samples.at.length) return 0;
  samples.at.splice(0, head);
  samples.value.splice(0, head);
  samples.head = 0;
  return head;
}
