/** How many alarms were raised when: 5-minute bins of the last 6 h of a timeline, by level. */
import type { Level, StripBin } from '@chengyun/contracts';

export const STRIP_BIN_MS = 5 * 60_000;
export const STRIP_SPAN_MS = 6 * 3_600_000;
const BINS = STRIP_SPAN_MS / STRIP_BIN_MS;

export interface AlarmStrip {
  add(raisedAtMs: number, level: Level): void;
  /** 72 bins, oldest first, the last one holding `nowMs`. */
  view(nowMs: number): readonly StripBin[];
}

const none = (): Record<Level, number> => ({ blue: 0, yellow: 0, orange: 0, red: 0 });
const binOf = (atMs: number): number => Math.floor(atMs / STRIP_BIN_MS) * STRIP_BIN_MS;

export function createAlarmStrip(): AlarmStrip {
  const bins = new Map<number, Record<Level, number>>();
  return {
    add(raisedAtMs, level) {
      const at = binOf(raisedAtMs);
      const counts = bins.get(at) ?? none();
      counts[level] += 1;
      bins.set(at, counts);
    },
    view(nowMs) {
      const lastMs = binOf(nowMs);
      const firstMs = lastMs - (BINS - 1) * STRIP_BIN_MS;
      for (const at of bins.keys()) if (at < firstMs) bins.delete(at);
      return Array.from({ length: BINS }, (_, i) => {
        const at = firstMs + i * STRIP_BIN_MS;
        return { at, counts: { ...(bins.get(at) ?? none()) } };
      });
    },
  };
}
