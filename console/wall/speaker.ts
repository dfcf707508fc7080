/**
 * One speaker, levels II and I only: two notes each 60 s, three notes each 15 s, while something unacknowledged stands.
 * A browser plays nothing before a person has touched the page; the header says so. X silences for 60 s, and that is
 * shown as well. No timer in here: the wall calls `tick` once a second.
 */
import type { AlarmView, Level } from '@chengyun/contracts';
import { compareLevels } from '@chengyun/contracts/levels.ts';
import { type ReadonlySignal, signal } from '@preact/signals';

export const SILENCE_MS = 60_000;
const REPEAT_MS: Readonly<Partial<Record<Level, number>>> = { orange: 60_000, red: 15_000 };
/** Hertz; a falling third for II, a rising triad for I. */
export const ALARM_NOTES = { orange: [660, 528], red: [587, 740, 880] } as const;
const NOTES: Readonly<Partial<Record<Level, readonly number[]>>> = ALARM_NOTES;

/** `elsewhere`: another window of this machine holds the speaker. */
export type SoundState = 'on' | 'locked' | 'silent' | 'elsewhere';

export interface Speaker {
  /** `locked`: nobody has touched the page yet, so that the browser plays nothing. */
  readonly state: ReadonlySignal<SoundState>;
  readonly silentForMs: ReadonlySignal<number>;
  /** Called from a gesture of a person. */
  readonly unlock: () => void;
  readonly silence: () => void;
  readonly tick: (alarms: readonly AlarmView[]) => void;
  /** The same for a level that is known without its alarms; null is quiet. */
  readonly sound: (level: Level | null) => void;
}

export interface SpeakerDeps {
  readonly clock: { readonly monotonicMs: () => number };
  readonly play: (notesHz: readonly number[]) => void;
  /** Whether this window holds the one speaker of the machine; always, where windows cannot agree on one. */
  readonly holds?: () => boolean;
}

/**
 * The loudest level that still waits for somebody. A member of an event that was answered at its level or above is
 * silent: people know of it. One that is worse than what was answered calls again.
 */
export function loudest(alarms: readonly AlarmView[]): Level | null {
  const answered = answeredEvents(alarms);
  let found: Level | null = null;
  for (const { state, level, isChattering, group } of alarms) {
    // What comes and goes calls nobody any more; it stays on the wall, marked.
    if (state !== 'active-unacknowledged' || isChattering || !NOTES[level]) continue;
    const known = group === null ? undefined : answered.get(group);
    if (known && compareLevels(level, known) <= 0) continue;
    if (!found || compareLevels(level, found) > 0) found = level;
  }
  return found;
}

/** The highest acknowledged level of each event. */
function answeredEvents(alarms: readonly AlarmView[]): Map<string, Level> {
  const answered = new Map<string, Level>();
  for (const { state, level, group } of alarms) {
    if (group === null || state !== 'active-acknowledged') continue;
    const known = answered.get(group);
    if (!known || compareLevels(level, known) > 0) answered.set(group, level);
  }
  return answered;
}

export function createSpeaker({ clock, play, holds = () => true }: SpeakerDeps): Speaker {
  const state = signal<SoundState>('locked');
  const silentForMs = signal(0);
  let silentUntilMs = 0;
  let playedLevel: Level | null = null;
  let playedAtMs = Number.NEGATIVE_INFINITY;
  return {
    state,
    silentForMs,
    unlock: () => {
      if (state.peek() === 'locked') state.value = 'on';
    },
    silence: () => {
      silentUntilMs = clock.monotonicMs() + SILENCE_MS;
      silentForMs.value = SILENCE_MS;
      if (state.peek() !== 'locked') state.value = 'silent';
    },
    tick: (alarms) => sound(loudest(alarms)),
    sound,
  };

  /** `level`: the highest that nobody has acknowledged. */
  function sound(level: Level | null): void {
    const nowMs = clock.monotonicMs();
    silentForMs.value = Math.max(0, silentUntilMs - nowMs);
    if (state.peek() === 'silent' && silentForMs.peek() === 0) state.value = 'on';
    if (state.peek() === 'on' && !holds()) state.value = 'elsewhere';
    if (state.peek() === 'elsewhere' && holds()) state.value = 'on';
    if (level === null) playedLevel = null;
    const repeatMs = level === null ? undefined : REPEAT_MS[level];
    if (level === null || repeatMs === undefined || state.peek() !== 'on') return;
    if (level === playedLevel && nowMs - playedAtMs < repeatMs) return;
    playedLevel = level;
    playedAtMs = nowMs;
    play(NOTES[level] ?? []);
  }
}

/** Plays soft sine notes through WebAudio; the context is opened at the first sound, after a gesture. */
export function createNotePlayer(): (notesHz: readonly number[]) => void {
  let context: AudioContext | null = null;
  return (notesHz) => {
    context ??= new AudioContext();
    const begin = context.currentTime + 0.02;
    notesHz.forEach((hz, index) => {
      const audio = context!;
      const at = begin + index * 0.26;
      const tone = new OscillatorNode(audio, { frequency: hz, type: 'sine' });
      const gain = new GainNode(audio, { gain: 0 });
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(0.22, at + 0.03);
      gain.gain.exponentialRampToValueAtTime(0.001, at + 0.24);
      tone.connect(gain).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.25);
    });
  };
}

/**
 * One speaker a machine: of all windows of this origin the first takes it, the next one when that is closed. Where the
 * browser knows no locks, every window believes that it is alone.
 */
export function holdSpeaker(locks: Pick<LockManager, 'request'> | undefined): () => boolean {
  let held = locks === undefined;
  void locks?.request('chengyun-speaker', () => {
    held = true;
    // Kept until the window goes.
    return new Promise<never>(() => undefined);
  });
  return () => held;
}
