/** Assets that are out of service, until somebody returns them, or in maintenance, for a span of the timeline. */
import type { FactRecord } from '@chengyun/contracts';

export interface ServiceWindow {
  readonly asset: string;
  readonly fromMs: number;
  /** null: until it is returned. */
  readonly untilMs: number | null;
  readonly reason: string;
  readonly by: string;
}

/** Windows kept; one more than this is refused and counted. */
export const WINDOWS_MAX = 5_000;

export interface ServiceWindows {
  /** Takes a fact about service; false when it changes nothing, because it is about something else or too late. */
  note(fact: FactRecord, nowMs: number): boolean;
  /** The window that the asset is in now, or null. */
  covering(asset: string, nowMs: number): ServiceWindow | null;
  readonly dropped: number;
  save(): readonly ServiceWindow[];
  load(windows: readonly ServiceWindow[]): void;
}

export function createServiceWindows(): ServiceWindows {
  let windows: ServiceWindow[] = [];
  let dropped = 0;

  const isOver = ({ untilMs }: ServiceWindow, nowMs: number) => untilMs !== null && untilMs <= nowMs;
  const add = (window: ServiceWindow, nowMs: number): boolean => {
    windows = windows.filter((each) => !isOver(each, nowMs));
    if (windows.length >= WINDOWS_MAX) {
      dropped += 1;
      return false;
    }
    windows.push(window);
    return true;
  };
  return {
    get dropped() {
      return dropped;
    },
    note: ({ body, actor }, nowMs) => {
      switch (body.kind) {
        case 'out-of-service':
          windows = windows.filter((each) => each.asset !== body.asset || each.untilMs !== null);
          return add({ asset: body.asset, fromMs: nowMs, untilMs: null, reason: body.reason, by: actor }, nowMs);
        case 'return-to-service': {
          const before = windows.length;
          windows = windows.filter((each) => each.asset !== body.asset || each.fromMs > nowMs);
          return windows.length < before;
        }
        case 'maintenance': {
          const { fromMs, untilMs, reason } = body;
          if (untilMs <= Math.max(fromMs, nowMs)) return false;
          return body.assets.map((asset) => add({ asset, fromMs, untilMs, reason, by: actor }, nowMs)).some(Boolean);
        }
        default:
          return false;
      }
    },
    covering: (asset, nowMs) =>
      windows.find((each) => each.asset === asset && each.fromMs <= nowMs && !isOver(each, nowMs)) ?? null,
    save: () => windows,
    load: (saved) => {
      windows = [...saved];
    },
  };
}
