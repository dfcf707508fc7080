/** What a test card has to say of a wall, as numbers: sizes and the angles under which they are seen, greys, contrasts. */
import type { Level } from '@chengyun/contracts';
import { contrastRatio } from '../../state/colour-vision.ts';
import { type ThemeName, TOKENS } from '../../state/tokens.ts';
import { highestFirst } from '../../ui/level-counts.ts';
import { hanArcMin, type WallMeasures, type WallProfile } from '../profiles.ts';

export interface SizeFact {
  readonly zh: string;
  readonly en: string;
  readonly px: number;
  readonly arcMin: number;
}

/** The sizes of the wall's type, smallest first. */
export function sizeFacts(profile: WallProfile, { bodyPx, captionPx }: WallMeasures): SizeFact[] {
  const size = (zh: string, en: string, px: number): SizeFact => ({ zh, en, px, arcMin: hanArcMin(px, profile) });
  return [
    size('注 近座', 'Caption, near seats', captionPx),
    size('正文', 'Body', bodyPx),
    size('标题', 'Row title', bodyPx * 1.34),
    size('数值', 'Value', bodyPx * 1.57),
    size('特大', 'Hero', bodyPx * 2.5),
  ];
}

export interface LevelFact {
  readonly level: Level;
  readonly fill: string;
  /** Of the glyph's outline on the ground: at least 3 is asked. */
  readonly contrast: number;
}

export function levelFacts(theme: ThemeName): LevelFact[] {
  const { levels, ground } = TOKENS[theme];
  return highestFirst.map((level) => ({
    level,
    fill: levels[level].fill,
    contrast: contrastRatio(levels[level].outline, ground),
  }));
}

const STEP = 4;
const STEPS = 8;

/** Steps just above black and just below white, as grey values: a wall that crushes them loses the city. */
export const darkSteps: readonly number[] = Array.from({ length: STEPS }, (_, i) => i * STEP);
export const lightSteps: readonly number[] = darkSteps.map((step) => 255 - step).reverse();

/** What whoever mounts a wall looks at, one thing a line. */
export const CHECKS = ['frame', 'circle', 'pixels', 'dark', 'light', 'levels', 'seat', 'clock'] as const;
