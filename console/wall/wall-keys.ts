/**
 * The wall's keyboard: arrows walk the list, Enter opens, Space pins the camera, Esc goes home, T tours the domains,
 * V walks through the layers of the domains, X silences for 60 s; [ ] { } step through time, P pauses, L leads back to
 * live.
 */
import type { TravelSteps } from '../state/travel-steps.ts';

export interface WallKeyHandlers {
  /** Any first gesture lets the browser play sound. */
  readonly unlock: () => void;
  readonly silence: () => void;
  readonly pin: () => void;
  readonly home: () => void;
  readonly tour: () => void;
  readonly layers: () => void;
  readonly travel: TravelSteps;
}

const MINUTE_MS = 60_000;
const STEPS_MIN: Readonly<Record<string, number>> = { '[': -1, ']': 1, '{': -10, '}': 10 };

export function listenToWallKeys(handlers: WallKeyHandlers): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    handlers.unlock();
    const minutes = STEPS_MIN[event.key];
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) walk(step);
    else if (event.key === ' ') handlers.pin();
    else if (event.key === 'Escape') handlers.home();
    else if (event.key.toLowerCase() === 't') handlers.tour();
    else if (event.key.toLowerCase() === 'x') handlers.silence();
    else if (event.key.toLowerCase() === 'v') handlers.layers();
    else if (minutes !== undefined) handlers.travel.by(minutes * MINUTE_MS);
    else if (event.key.toLowerCase() === 'p') handlers.travel.togglePause();
    else if (event.key.toLowerCase() === 'l') handlers.travel.toLive();
    else return;
    event.preventDefault();
  };
  addEventListener('keydown', onKey);
  addEventListener('pointerdown', handlers.unlock);
  return () => {
    removeEventListener('keydown', onKey);
    removeEventListener('pointerdown', handlers.unlock);
  };
}

/** Moves the focus, not the choice: Enter chooses, as on every button. */
function walk(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLButtonElement>('.alarm > button')];
  const at = rows.indexOf(document.activeElement as HTMLButtonElement);
  const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : at + step;
  rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
}
