/**
 * The colours of the ink-wash city (design tokens of the console, both themes).
 * Calm is grey; the four mineral pigments appear only when something is wrong.
 */
import { LEVEL_FACTS, LEVELS, type Level } from '@chengyun/contracts/levels.ts';
import { TOKENS, type Theme as Tokens } from '../state/tokens.ts';

export type { Level } from '@chengyun/contracts/levels.ts';
export type Theme = 'ink' | 'paper';

export interface Ink {
  readonly ground: string;
  readonly surface: string;
  readonly line: string;
  readonly textHigh: string;
  readonly textMid: string;
  readonly textLow: string;
  readonly level: Readonly<Record<Level, string>>;
  /** Text on a plate that is filled with level I. */
  readonly onRed: string;
  /** Contour of a level glyph where the pigment alone has too little contrast. */
  readonly glyphEdge: Readonly<Record<Level, string>>;
  readonly focus: string;
  readonly city: {
    readonly low: string;
    readonly high: string;
    readonly mist: string;
    readonly water: string;
    readonly land: string;
  };
}

/** Most severe first. */
const perLevel = <T>(of: (level: Level) => T): Readonly<Record<Level, T>> =>
  Object.fromEntries(LEVELS.toReversed().map((level) => [level, of(level)])) as Record<Level, T>;

function inkFrom({ levels, cityLow: low, cityHigh: high, mist, water, land, ...plain }: Tokens): Ink {
  return {
    ...plain,
    level: perLevel((level) => levels[level].fill),
    onRed: levels.red.onFill,
    glyphEdge: { ...perLevel((level) => levels[level].outline), red: levels.red.onFill },
    city: { low, high, mist, water, land },
  };
}

export const inks: Readonly<Record<Theme, Ink>> = { ink: inkFrom(TOKENS.ink), paper: inkFrom(TOKENS.paper) };

/** Roman numerals of the national scheme: I is the most severe. */
export const numerals: Readonly<Record<Level, string>> = perLevel((level) => LEVEL_FACTS[level].numeral);

/** Smaller is more severe. */
export const severity: Readonly<Record<Level, number>> = perLevel(
  (level) => LEVELS.length - 1 - LEVEL_FACTS[level].rank,
);
