/**
 * Is the camera worth believing? Five faults, each told by itself:
 *   offline  no frame for a while;
 *   frozen   no pixel changed for a while (a live sensor always has noise, a stuck encoder none);
 *   dark     nearly black, or covered or dazzled so that the whole picture is of one brightness (a night street has lamps);
 *   moved    the edges of the background fit better somewhere else, or nowhere, and not where they used to be;
 *   blurred  the edges of the background are much softer than they used to be.
 *
 * Faults begin and end after a delay, so that nothing flickers: what passes is no fault of the view. What the view looks
 * like is learned in the first seconds and follows the light of the day; `accept` learns it anew.
 */
import type { CAMERA_HEALTH } from '@chengyun/contracts';
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { createHeld } from './held.ts';
import { blend, type Outline, placementOf } from './outline.ts';
import { createView, type ViewFigures } from './view-figures.ts';

export type CameraHealth = (typeof CAMERA_HEALTH)[number];
export type CameraFault = Exclude<CameraHealth, 'ok'>;

export interface CameraHealthConfig {
  readonly offlineAfterMs: number;
  readonly frozenAfterMs: number;
  readonly darkAfterMs: number;
  readonly movedAfterMs: number;
  readonly blurredAfterMs: number;
  /** A fault of the view is over after this. */
  readonly overAfterMs: number;
}

export const HEALTH_DEFAULTS: CameraHealthConfig = {
  ...{ offlineAfterMs: 10_000, frozenAfterMs: 20_000, darkAfterMs: 5000 },
  ...{ movedAfterMs: 10_000, blurredAfterMs: 20_000, overAfterMs: 2000 },
};

export interface CameraHealthWatch {
  see(frame: RgbFrame, ms: number): void;
  /** Worst first; null at the start, while nothing is known. */
  faults(ms: number): readonly CameraFault[] | null;
  /** The worst of them. */
  state(ms: number): CameraHealth | null;
  /** What is seen now is the view from now on. */
  accept(): void;
}

/** Figures are taken twice a second at most. */
const LOOK_EVERY_MS = 400;
/** Looks after which the background is believed. */
const LOOKS_MIN = 12;
/** The outline is compared at this pace. */
const COMPARE_EVERY_MS = 2000;

/** Luma of the brightest tenth: dark below the first, bright again above the second. */
const DARK = { below: 28, above: 36 } as const;
/** Between the darkest and the brightest hundredth: less is of one brightness, and a picture again above the second. */
const FLAT = { below: 14, above: 22 } as const;
/** Edges so much softer than they were; and softer than this no lens that is in focus draws them. */
const BLUR = { below: 0.5, above: 0.6, anyhow: 0.076 } as const;
/** With fewer edges than this their sharpness says nothing; where there used to be many, they are blurred away. */
const EDGES = { few: 0.002, many: 0.02 } as const;
/** Drawn and recorded streets of one camera fit each other by 0.56 and more from noon to a rainy night, two views by 0.33. */
const MOVED = { fitsBelow: 0.42, shift: 0.02, gain: 0.06, surelyInPlace: 0.75 } as const;
const FOLLOW_SHARE = 0.02;
/** The sharpest that was seen counts; it fades in about two hours. */
const SHARPEST_FADES = 1e-4;

/** @param beganMs clock at the start, from which a camera that never gives a frame is offline */
export function createCameraHealth(beganMs: number, config: CameraHealthConfig = HEALTH_DEFAULTS): CameraHealthWatch {
  const view = createView();
  const dark = createHeld(config.darkAfterMs, config.overAfterMs);
  const moved = createHeld(config.movedAfterMs, config.overAfterMs);
  const blurred = createHeld(config.blurredAfterMs, config.overAfterMs);
  let lastFrameMs = beganMs;
  let changedMs = beganMs;
  let lookedMs = -Infinity;
  let comparedMs = -Infinity;
  let looks = 0;
  let frames = 0;
  let reference: Outline | null = null;
  let sharpest = 0;
  let mostEdges = 0;

  function judgeLight({ low, bright, high }: ViewFigures, ms: number): boolean {
    const was = dark.counts();
    const isDark = bright < (was ? DARK.above : DARK.below) || high - low < (was ? FLAT.above : FLAT.below);
    dark.see(isDark, ms);
    return isDark;
  }

  function judgeSharpness({ sharpness, edges }: ViewFigures, ms: number): void {
    if (edges >= EDGES.few) {
      sharpest = Math.max(sharpness, sharpest * (1 - SHARPEST_FADES));
      mostEdges = Math.max(edges, mostEdges * (1 - SHARPEST_FADES));
      const soft = sharpest * (blurred.counts() ? BLUR.above : BLUR.below);
      blurred.see(sharpness < soft || sharpness < BLUR.anyhow, ms);
    } else blurred.see(mostEdges >= EDGES.many, ms);
  }

  function judgePlace(ms: number): void {
    if (ms - comparedMs < COMPARE_EVERY_MS) return;
    comparedMs = ms;
    const outline = view.outline();
    reference ??= outline;
    const { inPlace, best, dx, dy } = placementOf(reference, outline, MOVED.surelyInPlace);
    const isShifted = Math.max(Math.abs(dx), Math.abs(dy)) >= MOVED.shift && best - inPlace >= MOVED.gain;
    const isMoved = isShifted || best < MOVED.fitsBelow;
    moved.see(isMoved, ms);
    if (!isMoved && !moved.counts()) reference = blend(reference, outline, FOLLOW_SHARE);
  }

  /** What was seen before a pause says nothing of what is seen after it, but for how it should look. */
  function begin(ms: number): void {
    view.restart();
    looks = 0;
    changedMs = ms;
    dark.reset();
  }

  return {
    see: (frame, ms) => {
      frames += 1;
      // After a gap the picture counts as fresh: a pause in transport is not a frozen picture.
      if (ms - lastFrameMs > config.offlineAfterMs) begin(ms);
      lastFrameMs = ms;
      if (ms - lookedMs < LOOK_EVERY_MS) return;
      lookedMs = ms;
      looks += 1;
      const figures = view.see(frame);
      if (figures.isChanged) changedMs = ms;
      const isDark = judgeLight(figures, ms);
      // In the dark nothing can be said of edges.
      if (isDark) looks = 0;
      if (looks < LOOKS_MIN) return;
      judgeSharpness(figures, ms);
      judgePlace(ms);
    },
    faults,
    state: (ms) => {
      const found = faults(ms);
      return found === null ? null : (found[0] ?? 'ok');
    },
    accept: () => {
      reference = null;
      sharpest = 0;
      mostEdges = 0;
      moved.reset();
      blurred.reset();
    },
  };

  function faults(ms: number): readonly CameraFault[] | null {
    if (ms - lastFrameMs >= config.offlineAfterMs) return ['offline'];
    if (frames === 0) return null;
    const found: CameraFault[] = [];
    if (lastFrameMs - changedMs >= config.frozenAfterMs) found.push('frozen');
    if (dark.counts()) found.push('dark');
    if (moved.counts()) found.push('moved');
    if (blurred.counts()) found.push('blurred');
    return found;
  }
}
