/**
 * The colours of the ink-wash city (design tokens of the console, both themes).
 * Calm is grey; the four mineral pigments appear only when something is wrong.
 */
export type Theme = 'ink' | 'paper';
export type Level = 'red' | 'orange' | 'yellow' | 'blue';

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

export const inks: Readonly<Record<Theme, Ink>> = {
  ink: {
    ground: '#191B1C',
    surface: '#222526',
    line: '#34383A',
    textHigh: '#ECE9E2',
    textMid: '#B4B1A9',
    textLow: '#8F8D86',
    level: { blue: '#3E8CC9', yellow: '#F9DF5C', orange: '#FB9F3A', red: '#FC4E51' },
    onRed: '#191B1C',
    glyphEdge: { blue: '#3E8CC9', yellow: '#F9DF5C', orange: '#FB9F3A', red: '#191B1C' },
    focus: '#FFFFFF',
    city: { low: '#26292A', high: '#C9C5BC', mist: '#3B4042', water: '#4A5154', land: '#1C1F20' },
  },
  paper: {
    ground: '#E7E4DD',
    surface: '#F4F2ED',
    line: '#C6C2B8',
    textHigh: '#1A1C1D',
    textMid: '#4A4D4E',
    textLow: '#62666A',
    level: { blue: '#1E5FA8', yellow: '#E0AE00', orange: '#CF5A00', red: '#A8141C' },
    onRed: '#FFFFFF',
    glyphEdge: { blue: '#1E5FA8', yellow: '#1A1C1D', orange: '#CF5A00', red: '#FFFFFF' },
    focus: '#000000',
    city: { low: '#6E6E6B', high: '#FBFAF7', mist: '#E7E4DD', water: '#F3F1EC', land: '#CFCCC4' },
  },
};

/** Roman numerals of the national scheme: I is the most severe. */
export const numerals: Readonly<Record<Level, string>> = { red: 'I', orange: 'II', yellow: 'III', blue: 'IV' };

/** Smaller is more severe. */
export const severity: Readonly<Record<Level, number>> = { red: 0, orange: 1, yellow: 2, blue: 3 };
