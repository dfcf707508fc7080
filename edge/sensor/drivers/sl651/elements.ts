/**
 * Elements of annex C of SL 651-2014: symbol, code and the unit that the standard fixes. A code stands before its data
 * together with a byte that says how long they are (high five bits) and how many digits follow the point (low three).
 */
export interface Element {
  readonly code: number;
  readonly symbol: string;
  /** N(x,y): digits in all, digits after the point. Null for lists of binary numbers. */
  readonly format: readonly [number, number] | null;
}

const levels = Array.from({ length: 8 }, (_, index) => [0x3c + index, `Z${index + 1}`, 7, 3] as const);
const intakes = Array.from({ length: 8 }, (_, index) => [0x28 + index, `Q${index + 1}`, 9, 3] as const);

const NUMBERS: readonly (readonly [code: number, symbol: string, digits: number, decimals: number])[] = [
  [0x02, 'AI', 3, 1], // air temperature, Cel
  [0x03, 'C', 3, 1], // water temperature, Cel
  [0x06, 'ED', 5, 1], // evaporation of the day, mm
  [0x07, 'EJ', 5, 1], // evaporation now, mm
  [0x08, 'FL', 5, 0], // air pressure, hPa
  [0x09, 'GH', 5, 2], // opening of a gate, m
  [0x0e, 'H', 6, 2], // depth of ground water, m
  [0x0f, 'HW', 5, 2], // height of waves, m
  [0x18, 'MST', 4, 1], // humidity, %
  [0x1a, 'P1', 5, 1], // rain of 1 h, mm
  [0x1b, 'P2', 5, 1], // rain of 2 h, mm
  [0x1c, 'P3', 5, 1], // rain of 3 h, mm
  [0x1d, 'P6', 5, 1], // rain of 6 h, mm
  [0x1e, 'P12', 5, 1], // rain of 12 h, mm
  [0x1f, 'PD', 5, 1], // rain of the day, mm
  [0x20, 'PJ', 5, 1], // rain since it began, mm
  [0x21, 'PN01', 5, 1], // rain of 1 min, mm
  [0x22, 'PN05', 5, 1], // rain of 5 min, mm
  [0x23, 'PN10', 5, 1], // rain of 10 min, mm
  [0x24, 'PN30', 5, 1], // rain of 30 min, mm
  [0x25, 'PR', 5, 1], // rain of a storm, mm
  [0x26, 'PT', 6, 1], // rain since the station was set up, mm
  [0x27, 'Q', 9, 3], // discharge, m3/s
  ...intakes, // discharge of an intake, m3/s
  [0x35, 'UF', 4, 1], // wind speed, m/s
  [0x36, 'VA', 5, 3], // mean velocity of the section, m/s
  [0x37, 'VJ', 5, 3], // velocity now, m/s
  [0x38, 'VT', 4, 2], // supply voltage, V
  [0x39, 'Z', 7, 3], // level of river or tide, m
  [0x3a, 'ZB', 7, 3], // level below a gate or station, m
  [0x3b, 'ZU', 7, 3], // level above it, m
  ...levels, // level at an intake, m
];

/** Twelve groups of five minutes in one hour: rain in 0.1 mm, eight relative levels in 0.01 m. Binary, not BCD. */
export const FIVE_MINUTES_MS = 300_000;
const LISTS = [
  { code: 0xf4, symbol: 'DRP', format: null },
  ...Array.from({ length: 8 }, (_, index) => ({ code: 0xf5 + index, symbol: `DRZ${index + 1}`, format: null })),
];

export const ELEMENTS: readonly Element[] = [
  ...NUMBERS.map(([code, symbol, digits, decimals]) => ({ code, symbol, format: [digits, decimals] as const })),
  ...LISTS,
];

const BY_CODE = new Map(ELEMENTS.map((element) => [element.code, element]));
export const SYMBOLS: readonly string[] = ELEMENTS.map(({ symbol }) => symbol);

/** An element that the list does not know still has a name, `x` and its code, and is skipped by its length. */
export function symbolOf(code: number): string {
  return BY_CODE.get(code)?.symbol ?? `x${code.toString(16).padStart(2, '0')}`;
}

export function elementOf(symbol: string): Element | undefined {
  return ELEMENTS.find((element) => element.symbol === symbol);
}
