/** Says what it does while it records, counts, and lets hear the note before it is kept. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { browserClock } from '../ui/clock.ts';
import { say } from '../ui/say.ts';
import { VoicePlayer } from '../ui/voice-player.tsx';
import { recordVoice, VOICE_MS_MAX, type VoiceFault, type VoiceRecording } from './voice-note.ts';

export interface VoiceSheetProps {
  readonly onUse: (note: Blob) => void;
  readonly onBack: () => void;
}

type Stage =
  | { readonly at: 'asking' | VoiceFault | 'empty' }
  | { readonly at: 'recording'; readonly sinceMs: number }
  | { readonly at: 'heard'; readonly note: Blob; readonly url: string };

const COUNT_EVERY_MS = 250;
const SECONDS_MAX = VOICE_MS_MAX / 1000;
const SENTENCES = {
  asking: 'field.voiceAsking',
  refused: 'field.voiceRefused',
  none: 'field.voiceNone',
  empty: 'field.voiceEmpty',
  recording: 'field.voiceOn',
  heard: 'field.voiceHear',
} as const;

export function VoiceSheet({ onUse, onBack }: VoiceSheetProps) {
  const recording = useRef<VoiceRecording | null>(null);
  const [stage, setStage] = useState<Stage>({ at: 'asking' });
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    let isOpen = true;
    let url = '';
    void recordVoice().then(async (begun) => {
      if (typeof begun === 'string') return isOpen && setStage({ at: begun });
      if (!isOpen) return begun.giveUp();
      recording.current = begun;
      setStage({ at: 'recording', sinceMs: browserClock.monotonicMs() });
      const note = await begun.note;
      if (!isOpen) return;
      if (!note) return setStage({ at: 'empty' });
      url = URL.createObjectURL(note);
      setStage({ at: 'heard', note, url });
    });
    return () => {
      isOpen = false;
      recording.current?.giveUp();
      URL.revokeObjectURL(url);
    };
  }, []);
  useEffect(() => {
    if (stage.at !== 'recording') return;
    const count = () =>
      setSeconds(Math.min(SECONDS_MAX, Math.floor((browserClock.monotonicMs() - stage.sinceMs) / 1000)));
    const timer = setInterval(count, COUNT_EVERY_MS);
    return () => clearInterval(timer);
  }, [stage]);
  return (
    <div class="thumb voice-sheet">
      <p role="status">{say(SENTENCES[stage.at])}</p>
      {stage.at === 'recording' && (
        <p class="voice-count">
          <span class="number">{seconds}</span> <span class="mid">/ {SECONDS_MAX} s</span>
          <progress max={SECONDS_MAX} value={seconds} aria-label={say('field.voice')} />
        </p>
      )}
      {stage.at === 'heard' && <VoicePlayer url={stage.url} name={say('field.voice')} />}
      <div class="thumb-steps">
        <button type="button" onClick={onBack}>
          <span class="thumb-word">{say('verb.back')}</span>
        </button>
        {stage.at === 'recording' && (
          <button type="button" data-next="true" onClick={() => recording.current?.stop()}>
            <span class="thumb-word">{say('field.voiceStop')}</span>
          </button>
        )}
        {stage.at === 'heard' && (
          <button type="button" data-next="true" onClick={() => onUse(stage.note)}>
            <span class="thumb-word">{say('field.voiceUse')}</span>
          </button>
        )}
      </div>
    </div>
  );
}
