/** Who waits for a mosaic of the next frame of a camera. */
import type { Frame } from '../source/frame-buffer.ts';
import { type Mosaic, mosaicOf } from './mosaic.ts';

export interface MosaicTakers {
  /** Null when no frame came within the time. */
  next(withinMs: number): Promise<Mosaic | null>;
  /** The newest frame, which was taken after the masks of now began. */
  show(frame: Frame): void;
  /** Nobody waits any longer. */
  end(): void;
}

export function createMosaicTakers(): MosaicTakers {
  let takers: ((mosaic: Mosaic | null) => void)[] = [];

  function give(mosaic: Mosaic | null): void {
    const waiting = takers;
    takers = [];
    for (const take of waiting) take(mosaic);
  }

  return {
    next: (withinMs) =>
      new Promise((resolve) => {
        const late = setTimeout(() => {
          takers = takers.filter((taker) => taker !== take);
          resolve(null);
        }, withinMs);
        const take = (mosaic: Mosaic | null): void => {
          clearTimeout(late);
          resolve(mosaic);
        };
        takers.push(take);
      }),
    show: (frame) => {
      if (takers.length > 0) give(mosaicOf(frame));
    },
    end: () => give(null),
  };
}
