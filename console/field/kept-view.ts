/**
 * The last known view, kept in this browser, so that a page opened in a cellar still shows the task, and says how old
 * what it shows is. Written at most once in two seconds and only what an officer needs.
 */
import type { AlarmView, Asset, Incident, TimelineView } from '@chengyun/contracts';
import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { LiveState } from '../state/live.ts';

export interface FieldView {
  readonly timeline: TimelineView;
  readonly alarms: readonly AlarmView[];
  readonly incidents: readonly Incident[];
  readonly assets: readonly Asset[];
  /** Wall time at which it was true, epoch milliseconds. */
  readonly trueAtMs: number;
}

export interface ViewStorage {
  readonly getItem: (key: string) => string | null;
  readonly setItem: (key: string, value: string) => void;
  readonly removeItem: (key: string) => void;
}

const WRITE_EVERY_MS = 2000;

export interface KeptView {
  /** Live when connected once, else what was kept; null when this browser has never seen any. */
  readonly view: ReadonlySignal<FieldView | null>;
  readonly stop: () => void;
  /** Takes it out of this browser: the next one who holds the phone finds nothing. */
  readonly forget: () => void;
}

export function createKeptView(
  live: LiveState,
  account: string,
  storage: ViewStorage,
  clock: { readonly nowMs: () => number },
): KeptView {
  const key = `chengyun.field.${account}`;
  const kept = parse(storage.getItem(key));
  const current = computed((): FieldView | null => {
    const timeline = live.timeline.value;
    if (!timeline) return kept;
    return {
      timeline,
      alarms: [...live.alarms.value.values()],
      incidents: [...live.incidents.value.values()],
      assets: [...live.assets.value.values()],
      trueAtMs: timeline.nowWallMs,
    };
  });
  let writtenAtMs = 0;
  const stop = effect(() => {
    const view = current.value;
    const nowMs = clock.nowMs();
    if (!view || view === kept || nowMs - writtenAtMs < WRITE_EVERY_MS) return;
    writtenAtMs = nowMs;
    try {
      storage.setItem(key, JSON.stringify(view));
    } catch {
      // A full storage only costs the view after a reload without network; the outbox lives elsewhere.
    }
  });
  const forget = () => {
    stop();
    storage.removeItem(key);
  };
  return { view: current, stop, forget };
}

function parse(text: string | null): FieldView | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<FieldView> | null;
    const whole = value?.timeline && value.alarms && value.incidents && value.assets && value.trueAtMs;
    return whole ? (value as FieldView) : null;
  } catch {
    return null;
  }
}
