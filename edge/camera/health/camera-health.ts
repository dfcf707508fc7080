/**
 * Is the camera worth believing? Three faults, each told from simple figures of a coarse grid of pixels:
 *   offline  no frame for a while;
 *   frozen   no grid point changed for a while (a live sensor always has noise, a stuck encoder none);
 *   dark     even the brightest tenth of the picture is nearly black (a night street has lamps).
 * Faults begin after a delay and dark ends at a brighter level than it began, so that nothing flickers.
 */
import type { CAMERA_HEALTH } from '@chengyun/contracts';
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';

export type CameraHealth = (typeof CAMERA_HEALTH)[number];

export interface CameraHealthConfig {
  readonly offlineAfterMs: number;
  readonly frozenAfterMs: number;
  readonly darkAfterMs: number;
  /** Luma, 0 to 255, of the 90th percentile: dark below the first, bright again above the second. */
  readonly darkBelow: number;
  readonly brightAbove: number;
}

export const HEALTH_DEFAULTS: CameraHealthConfig = {
  offlineAfterMs: 10_000,
  frozenAfterMs: 20_000,
  darkAfterMs: 5000,
  darkBelow: 28,
  brightAbove: 36,
};

export interface CameraHealthWatch {
  see(frame: RgbFrame, ms: number): void;
  /** Null at the start, while nothing is known. */
  state(ms: number): CameraHealth | null;
}

const COLUMNS = 32;
const ROWS = 18;

/** @param beganMs clock at the start, from which a camera that never gives a frame is offline */
export function createCameraHealth(beganMs: number, config: CameraHealthConfig = HEALTH_DEFAULTS): CameraHealthWatch {
  const before = new Uint8Array(COLUMNS * ROWS);
  const now = new Uint8Array(COLUMNS * ROWS);
  let lastFrameMs = beganMs;
  let changedMs = beganMs;
  let brightMs = beganMs;
  let isDark = false;
  let frames = 0;

  return {
    see: (frame, ms) => {
      sampleLuma(frame, now);
      // After a gap the picture counts as fresh: a pause in transport is not a frozen picture.
      const paused = ms - lastFrameMs > config.offlineAfterMs;
      if (paused || now.some((luma, index) => luma !== before[index])) changedMs = ms;
      const bright = percentile90(now);
      if (paused || bright >= (isDark ? config.brightAbove : config.darkBelow)) {
        brightMs = ms;
        isDark = false;
      } else if (ms - brightMs >= config.darkAfterMs) {
        isDark = true;
      }
      before.set(now);
      lastFrameMs = ms;
      frames += 1;
    },
    state: (ms) => {
      if (ms - lastFrameMs >= config.offlineAfterMs) return 'offline';
      if (frames === 0) return null;
      if (lastFrameMs - changedMs >= config.frozenAfterMs) return 'frozen';
      return isDark ? 'dark' : 'ok';
    },
  };
}

/** Luma of grid points (ITU-R BT.601 weights in sixteenths). */
function sampleLuma({ rgb, width, height }: RgbFrame, out: Uint8Array): void {
  for (let row = 0; row < ROWS; row += 1) {
    const y = Math.floor(((row + 0.5) * height) / ROWS);
    for (let column = 0; column < COLUMNS; column += 1) {
      const x = Math.floor(((column + 0.5) * width) / COLUMNS);
      const at = (y * width + x) * 3;
      out[row * COLUMNS + column] = ((rgb[at] ?? 0) * 5 + (rgb[at + 1] ?? 0) * 9 + (rgb[at + 2] ?? 0) * 2) >> 4;
    }
  }
}

function percentile90(luma: Uint8Array): number {
  return luma.toSorted()[Math.floor(luma.length * 0.9)] ?? 0;
}
