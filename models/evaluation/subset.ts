/** Which things are scored, at which overlap, and what is wanted of the detector there. */
import type { DetectionClass } from '../runtime/manifest-types.ts';
import type { Box } from '../runtime/nms.ts';

export const PARTS = ['day', 'night'] as const;
export type Part = (typeof PARTS)[number];

export interface Subset {
  /** Whether a thing or a found box of this size is scored; pixels of the model's input. */
  readonly isSized: (cls: DetectionClass, box: Pick<Box, 'w' | 'h'>) => boolean;
  readonly visibleMin: number;
  readonly iouMin: Readonly<Record<DetectionClass, number>>;
}

/** Everything that could be labelled. */
export const ALL: Subset = {
  isSized: () => true,
  visibleMin: 0,
  iouMin: { vehicle: 0.5, 'two-wheeler': 0.5, person: 0.5 },
};

/** What an operator can see well: vehicles with a side of 16 px and more, others 20 px tall and more. */
export const CLEAR: Subset = {
  isSized: (cls, { w, h }) => (cls === 'vehicle' ? Math.max(w, h) >= 16 : h >= 20),
  visibleMin: 0.7,
  iouMin: { vehicle: 0.5, 'two-wheeler': 0.3, person: 0.3 },
};

/** Precision and recall wanted of the clear things. */
export const WANTED: Readonly<Record<Part, Readonly<Record<DetectionClass, number>>>> = {
  day: { vehicle: 0.9, 'two-wheeler': 0.7, person: 0.7 },
  night: { vehicle: 0.8, 'two-wheeler': 0.7, person: 0.7 },
};
