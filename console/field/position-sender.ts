/** Watches where the phone is while the policy wants it, and not a moment longer; says what it does in one word. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { sendJson } from '../ui/send-json.ts';
import { type Fix, isDue, isFine, type PositionFacts, tasksToTellFor } from './position-policy.ts';

/** `idle`: no task to tell it for. `refused`: the person or the phone said no. */
export type Telling = 'idle' | 'sending' | 'stopped' | 'refused';

export interface PositionSender {
  readonly telling: ReadonlySignal<Telling>;
  /** Where the phone is, for its own screen: null while nothing is told. */
  readonly place: ReadonlySignal<Fix | null>;
  /** Called whenever tasks, outbox or duty changed. */
  readonly note: (facts: PositionFacts) => void;
  /** For the tasks of now; a later one begins anew. */
  readonly stop: () => void;
  readonly resume: () => void;
}

export interface PositionSenderDeps {
  /** Undefined where the browser has none. */
  readonly geolocation: Pick<Geolocation, 'watchPosition' | 'clearWatch'> | undefined;
  /** Null takes the last place back. A place that does not arrive is not sent again. */
  readonly send: (place: { readonly lonDeg: number; readonly latDeg: number } | null) => Promise<void>;
  readonly nowMs: () => number;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

const KEY = 'chengyun.position.stopped';
const WATCH: PositionOptions = { enableHighAccuracy: true, maximumAge: 10_000 };

export function createPositionSender({ geolocation, send, nowMs, storage }: PositionSenderDeps): PositionSender {
  const telling = signal<Telling>('idle');
  const place = signal<Fix | null>(null);
  let stopped = new Set((storage.getItem(KEY) ?? '').split(' '));
  let tasks: readonly string[] = [];
  let watch: number | null = null;
  let last: Fix | null = null;

  function onFix({ coords }: GeolocationPosition): void {
    const { longitude: lonDeg, latitude: latDeg, accuracy: accuracyM } = coords;
    const fix = { lonDeg, latDeg, accuracyM, atMs: nowMs() };
    if (isFine(fix)) place.value = fix;
    if (!isDue(last, fix)) return;
    last = fix;
    void send({ lonDeg, latDeg });
  }

  function onError({ code, PERMISSION_DENIED }: GeolocationPositionError): void {
    if (code !== PERMISSION_DENIED) return;
    leave();
    telling.value = 'refused';
  }

  function leave(): void {
    if (watch !== null) geolocation?.clearWatch(watch);
    watch = null;
    last = null;
    place.value = null;
  }

  function settle(): void {
    const wanted = tasks.some((task) => !stopped.has(task));
    if (!wanted || !geolocation) {
      leave();
      telling.value = wanted ? 'refused' : tasks.length > 0 ? 'stopped' : 'idle';
      return;
    }
    // Once refused, the browser is not asked again until there was no task or the person wants it.
    if (watch !== null || telling.peek() === 'refused') return;
    telling.value = 'sending';
    watch = geolocation.watchPosition(onFix, onError, WATCH);
  }

  function keep(next: Set<string>): void {
    stopped = next;
    storage.setItem(KEY, [...next].join(' '));
    settle();
  }

  return {
    telling,
    place,
    note: (facts) => {
      tasks = tasksToTellFor(facts);
      settle();
    },
    stop: () => {
      keep(new Set(tasks));
      void send(null);
    },
    resume: () => {
      telling.value = 'idle';
      keep(new Set());
    },
  };
}

/** Posts the place, or takes it back. The network may fail: the next place says more than a repeated one. */
export const placeSender =
  (csrf: string): PositionSenderDeps['send'] =>
  async (place) => {
    const sent = place ? sendJson('/api/position', csrf, place) : sendJson('/api/position', csrf, undefined, 'DELETE');
    await sent.catch(() => undefined);
  };
