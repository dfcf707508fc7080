/**
 * Brings together the times that pictures carry and the pictures themselves, which come on two channels of the decoder,
 * each in order but neither always first, and holds the camera's clock against ours.
 */
import { createStreamClock } from './stream-clock.ts';

export interface PictureTimes {
  /** A picture has arrived. */
  arrived(monotonicMs: number): void;
  /** The next picture carries this time. */
  told(pictureMs: number): void;
  driftMs(monotonicMs: number): number | null;
  /** A new decoder begins. */
  restart(): void;
}

/** A decoder that tells no times leaves its pictures waiting here. */
const WAITING_MAX = 64;

export function createPictureTimes(): PictureTimes {
  const stream = createStreamClock();
  let arrivals: number[] = [];
  let tellings: number[] = [];
  let isLost = false;

  const pair = (): void => {
    while (arrivals.length > 0 && tellings.length > 0) stream.see(tellings.shift() ?? 0, arrivals.shift() ?? 0);
    // Which belongs to which can no longer be said: until the next decoder nothing is.
    if (arrivals.length > WAITING_MAX || tellings.length > WAITING_MAX) {
      isLost = true;
      arrivals = [];
      tellings = [];
      stream.restart();
    }
  };

  return {
    arrived: (monotonicMs) => {
      if (isLost) return;
      arrivals.push(monotonicMs);
      pair();
    },
    told: (pictureMs) => {
      if (isLost) return;
      tellings.push(pictureMs);
      pair();
    },
    driftMs: (monotonicMs) => stream.driftMs(monotonicMs),
    restart: () => {
      arrivals = [];
      tellings = [];
      isLost = false;
      stream.restart();
    },
  };
}
