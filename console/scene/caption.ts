/**
 * The smallest text of the label layer, from its body size, both in px: four fifths, as on the wall around it
 * (wall/profiles.ts), so that a name or a gauge value in the picture is as legible as a caption beside it.
 */
export const captionOf = (bodyPx: number): number => Math.ceil(bodyPx * 0.8);
