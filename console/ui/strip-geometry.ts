/** Where things lie on the timeline strip: pure geometry, so that it is tested without a browser. */
import type { Level, StripBin } from '@chengyun/contracts';
import { LEVELS } from '@chengyun/contracts/levels.ts';

export const STRIP_PAST_MS = 6 * 3_600_000;
export const STRIP_AHEAD_MS = 2 * 3_600_000;
const BIN_MS = 5 * 60_000;

export interface StripBox {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Room under the axis for the hours. */
  readonly axisPx: number;
}

export interface StripMark {
  readonly level: Level;
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

export interface StripBar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const stripX = (atMs: number, nowMs: number, widthPx: number): number =>
  ((atMs - (nowMs - STRIP_PAST_MS)) / (STRIP_PAST_MS + STRIP_AHEAD_MS)) * widthPx;

/** Blue alarms as stacked bricks, at most four high; every higher level of a bin as one mark above them. */
export function stripShapes(bins: readonly StripBin[], nowMs: number, box: StripBox) {
  const baseY = box.heightPx - box.axisPx;
  const brickPx = Math.max(3, Math.min(10, (baseY - 8) / 8));
  const widthPx = Math.max(2, (BIN_MS / (STRIP_PAST_MS + STRIP_AHEAD_MS)) * box.widthPx - 2);
  const bars: StripBar[] = [];
  const marks: StripMark[] = [];
  for (const bin of bins) {
    const x = stripX(bin.at, nowMs, box.widthPx);
    if (x < 0) continue;
    const bricks = Math.min(4, bin.counts.blue);
    for (let i = 0; i < bricks; i++) {
      bars.push({ x, y: baseY - (i + 1) * (brickPx + 2), width: widthPx, height: brickPx });
    }
    let y = baseY - bricks * (brickPx + 2) - brickPx - 4;
    for (const level of LEVELS) {
      const count = bin.counts[level];
      if (level === 'blue' || count === 0) continue;
      marks.push({ level, x: x + widthPx / 2, y: Math.max(brickPx, y), count });
      y -= 2 * brickPx + 4;
    }
  }
  return { bars, marks, brickPx, baseY };
}

/** Whole hours inside the strip, oldest first. Hours of the city's clock: offset in ms east of UTC. */
export function stripHours(nowMs: number, offsetMs: number, stepMs = 3_600_000): number[] {
  const from = nowMs - STRIP_PAST_MS;
  const hours: number[] = [];
  for (let at = Math.ceil((from + offsetMs) / stepMs) * stepMs - offsetMs; at <= nowMs + STRIP_AHEAD_MS; at += stepMs) {
    hours.push(at);
  }
  return hours;
}

/** A value curve over the strip's height, between 20 % and 80 % of the room above the axis. */
export function stripCurve(
  points: readonly { readonly at: number; readonly value: number }[],
  range: readonly [number, number],
  nowMs: number,
  box: StripBox,
): string {
  const baseY = box.heightPx - box.axisPx;
  const span = range[1] - range[0] || 1;
  return points
    .map(({ at, value }, index) => {
      const y = baseY * (0.86 - 0.72 * ((value - range[0]) / span));
      return `${index === 0 ? 'M' : 'L'}${stripX(at, nowMs, box.widthPx).toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
