/**
 * Colours of the two themes. Calm is grey; four mineral pigments appear only when something is wrong. The level colours
 * come from a grid search for the largest OKLab distance under the three dichromacies (see tokens.test.ts); where a
 * pigment alone has too little contrast (gamboge and realgar on paper) its glyph carries `outline`.
 */
import type { Level } from '@chengyun/contracts';

export const THEMES = ['ink', 'paper'] as const;
export type ThemeName = (typeof THEMES)[number];

export interface LevelColours {
  /** Fill of the glyph, the ring on the map, the row of level I. */
  readonly fill: string;
  /** Outline of the glyph: the fill itself, or a darker line where the fill has under 3:1 on the surface. */
  readonly outline: string;
  /** Words of this level on the surface: at least 4.5:1. */
  readonly text: string;
  /** Words on the fill: at least 4.5:1. */
  readonly onFill: string;
}

export interface Theme {
  readonly ground: string;
  readonly surface: string;
  readonly line: string;
  readonly textHigh: string;
  readonly textMid: string;
  readonly textLow: string;
  /** Selection and focus, drawn 3 px wide. */
  readonly focus: string;
  readonly levels: Readonly<Record<Level, LevelColours>>;
  readonly cityLow: string;
  readonly cityHigh: string;
  readonly mist: string;
  readonly water: string;
  readonly land: string;
}

const level = (fill: string, text: string, onFill: string, outline = fill): LevelColours => ({
  fill,
  outline,
  text,
  onFill,
});

export const TOKENS: Readonly<Record<ThemeName, Theme>> = {
  ink: {
    ground: '#191B1C',
    surface: '#222526',
    line: '#34383A',
    textHigh: '#ECE9E2',
    textMid: '#B4B1A9',
    textLow: '#8F8D86',
    focus: '#FFFFFF',
    levels: {
      blue: level('#3E8CC9', '#6CAADC', '#0E1011'),
      yellow: level('#F9DF5C', '#F9DF5C', '#191B1C'),
      orange: level('#FB9F3A', '#FB9F3A', '#191B1C'),
      red: level('#FC4E51', '#FC4E51', '#191B1C'),
    },
    cityLow: '#26292A',
    cityHigh: '#C9C5BC',
    mist: '#3B4042',
    water: '#4A5154',
    land: '#1C1F20',
  },
  paper: {
    ground: '#E7E4DD',
    surface: '#F4F2ED',
    line: '#C6C2B8',
    textHigh: '#1A1C1D',
    textMid: '#4A4D4E',
    textLow: '#62666A',
    focus: '#000000',
    levels: {
      blue: level('#1E5FA8', '#1E5FA8', '#FFFFFF'),
      yellow: level('#E0AE00', '#1A1C1D', '#1A1C1D', '#1A1C1D'),
      orange: level('#CF5A00', '#A84800', '#0E0F10', '#A84800'),
      red: level('#A8141C', '#A8141C', '#FFFFFF'),
    },
    cityLow: '#6E6E6B',
    cityHigh: '#FBFAF7',
    mist: '#E7E4DD',
    water: '#F3F1EC',
    land: '#CFCCC4',
  },
};

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Every token as a CSS custom property: `--ground`, `--text-high`, `--level-red-on-fill`. */
export function cssVariables(theme: ThemeName): Readonly<Record<string, string>> {
  const { levels, ...plain } = TOKENS[theme];
  const variables: Record<string, string> = {};
  for (const [name, colour] of Object.entries(plain)) variables[`--${kebab(name)}`] = colour;
  for (const [name, colours] of Object.entries(levels)) {
    for (const [part, colour] of Object.entries(colours)) variables[`--level-${name}-${kebab(part)}`] = colour;
  }
  return variables;
}
