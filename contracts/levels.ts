/**
 * The four alarm levels of China's emergency scheme. A level always travels with colour, shape, numeral and word,
 * because under deuteranopia the colours alone cannot be told apart.
 */
export const LEVELS = ['blue', 'yellow', 'orange', 'red'] as const;
export type Level = (typeof LEVELS)[number];

export interface LevelFacts {
  /** 0 (blue) to 3 (red). */
  readonly rank: number;
  readonly numeral: 'I' | 'II' | 'III' | 'IV';
  readonly shape: 'ring' | 'triangle' | 'diamond' | 'square';
  readonly zh: string;
  readonly en: string;
  /** Time in which a person is expected to respond, in milliseconds of the timeline. */
  readonly responseTargetMs: number;
}

export const LEVEL_FACTS: Readonly<Record<Level, LevelFacts>> = {
  blue: { rank: 0, numeral: 'IV', shape: 'ring', zh: '一般', en: 'Level IV, blue', responseTargetMs: 30 * 60_000 },
  yellow: {
    rank: 1,
    numeral: 'III',
    shape: 'triangle',
    zh: '较大',
    en: 'Level III, yellow',
    responseTargetMs: 600_000,
  },
  orange: { rank: 2, numeral: 'II', shape: 'diamond', zh: '重大', en: 'Level II, orange', responseTargetMs: 180_000 },
  red: { rank: 3, numeral: 'I', shape: 'square', zh: '特别重大', en: 'Level I, red', responseTargetMs: 60_000 },
};

/** Negative when `a` is the lower level, 0 when equal, positive when `a` is the higher level. */
export function compareLevels(a: Level, b: Level): number {
  return LEVEL_FACTS[a].rank - LEVEL_FACTS[b].rank;
}
