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
const NOTES: Readonly<Partial<Record<Level, readonly number[]>>> = { orange: [660, 528], red: [587, 740, 880] };

export type SoundState = 'on' | 'locked' | 'silent';

export interface Speaker {
  /** `locked`: nobody has touched the page yet, so that the browser plays nothing. */
  readonly state: ReadonlySignal<SoundState>;
  readonly silentForMs: ReadonlySignal<number>;
  /** Called from a gesture of a person. */
  readonly unlock: () => void;
  readonly silence: () => void;
  readonly tick: (alarms: readonly AlarmView[]) => void;
}

export interface SpeakerDeps {
  readonly clock: { readonly monotonicMs: () => number };
  readonly play: (notesHz: readonly number[]) => void;
}

export function loudest(alarms: readonly AlarmView[]): Level | null {
  let found: Level | null = null;
  for (const { state, level, isChattering } of alarms) {
    // What comes and goes calls nobody any more; it stays on the wall, marked.
    if (state !== 'active-unacknowledged' || isChattering || !NOTES[level]) continue;
    if (!found || compareLevels(level, found) > 0) found = level;
  }
  return found;
}

export function createSpeaker({ clock, play }: SpeakerDeps): Speaker {
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
    tick: (alarms) => {
      const nowMs = clock.monotonicMs();
      silentForMs.value = Math.max(0, silentUntilMs - nowMs);
      if (state.peek() === 'silent' && silentForMs.peek() === 0) state.value = 'on';
      const level = loudest(alarms);
      if (level === null) playedLevel = null;
      const repeatMs = level === null ? undefined : REPEAT_MS[level];
      if (level === null || repeatMs === undefined || state.peek() !== 'on') return;
      if (level === playedLevel && nowMs - playedAtMs < repeatMs) return;
      playedLevel = level;
      playedAtMs = nowMs;
      play(NOTES[level] ?? []);
    },
  };
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
