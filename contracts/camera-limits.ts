/** What may be drawn on a camera's picture, and how much of it; apart, so that a browser need not carry the schemas. */
export const ZONES_MAX = 16;
export const MASKS_MAX = 16;
export const LINES_MAX = 8;
/** Of one outline. */
export const CORNERS_MIN = 3;
export const CORNERS_MAX = 24;

export const COUNTED = ['vehicles', 'people'] as const;
export type Counted = (typeof COUNTED)[number];
