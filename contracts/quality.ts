/** Quality of one observation: a verdict and the reasons for it. Rules declare which verdicts they accept. */
export const QUALITIES = ['good', 'uncertain', 'bad'] as const;
export type Quality = (typeof QUALITIES)[number];

/** Reasons, in the order of their bits in the store (bit 0 = range, bit 12 = clipping). `unsure`: whoever judged it says so. */
export const QUALITY_FLAGS = [
  'range',
  'rate',
  'stuck',
  'spike',
  'gap',
  'clock',
  'neighbour',
  'calibration',
  'unsure',
  // What a sensor agent says of its own gauges: an error that grows, one that came at a jump, noise, an end of the range.
  'drift',
  'offset',
  'noise',
  'clipping',
] as const;
export type QualityFlag = (typeof QUALITY_FLAGS)[number];

/** Store encoding: good 0, uncertain 1, bad 2. */
export function codeFromQuality(quality: Quality): number {
  return QUALITIES.indexOf(quality);
}

export function qualityFromCode(code: number): Quality {
  return QUALITIES[code] ?? 'bad';
}

/** Store encoding: one bit per flag, in the order of QUALITY_FLAGS. */
export function bitsFromFlags(flags: readonly QualityFlag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << QUALITY_FLAGS.indexOf(flag)), 0);
}

export function flagsFromBits(bits: number): QualityFlag[] {
  return QUALITY_FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

/** The worse of two verdicts. */
export function worseQuality(a: Quality, b: Quality): Quality {
  return codeFromQuality(a) >= codeFromQuality(b) ? a : b;
}

/** A reading with less confidence than this is uncertain, with the flag `unsure`. */
export const CONFIDENCE_MIN = 0.5;
