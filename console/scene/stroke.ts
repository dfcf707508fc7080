/** What a stroke looks like: its width, its tone and whether it is broken. */
export interface Stroke {
  readonly widthPx: number;
  readonly tone: StrokeTone;
  /** Length of a dash and of the gap after it, metres; 0 = unbroken. */
  readonly dashM?: number;
  /** 0…1, 1 if absent. */
  readonly opacity?: number;
  /** Drawn with a brush: the width swells and thins along the way. */
  readonly brushed?: boolean;
}

/** Index into the tones of the shader: greys first, then the four pigments by severity. */
export const tones = {
  faint: 0,
  low: 1,
  mid: 2,
  high: 3,
  red: 4,
  orange: 5,
  yellow: 6,
  blue: 7,
  water: 8,
  bed: 9,
} as const;
export type StrokeTone = keyof typeof tones;
