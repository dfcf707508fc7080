/** What may be drawn on a camera's picture, and how much of it; apart, so that a browser need not carry the schemas. */
export const ZONES_MAX = 16;
export const MASKS_MAX = 16;
export const LINES_MAX = 8;
/** Of one outline. */
export const CORNERS_MIN = 3;
export const CORNERS_MAX = 24;

export const COUNTED = ['vehicles', 'two-wheelers', 'people'] as const;
export type Counted = (typeof COUNTED)[number];

export const LINE_COUNTED = ['vehicles', 'people'] as const;
export type LineCounted = (typeof LINE_COUNTED)[number];

/**
 * What a zone is, besides a place where things are counted. A lane: speed, queue in metres, stopped and wrong-way
 * vehicles. A fire lane: who blocks it. Water: people in it. A crowd: people a square metre. Ponding: water on a road.
 */
export const ZONE_KINDS = ['lane', 'fire-lane', 'water', 'crowd', 'ponding'] as const;
export type ZoneKind = (typeof ZONE_KINDS)[number];
