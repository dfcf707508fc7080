import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { recordVoice, VOICE_MS_MAX, type VoiceDevice, type VoiceRecording } from './voice-note.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A phone whose recorder hands out what was said when it is stopped, as MediaRecorder does. */
function phone({ said = 'hello', types = ['audio/mp4'], microphone = async () => {} }) {
  const state = { isOpen: false, type: '' };
  const device: VoiceDevice = {
    microphone: async () => {
      await microphone();
      state.isOpen = true;
      const stop = () => {
        state.isOpen = false;
      };
      return { getTracks: () => [{ stop }] } as unknown as MediaStream;
    },
    takes: (type) => types.includes(type),
    recorder: (_sound, { mimeType = '' }) => {
      state.type = mimeType;
      const recorder = {
        state: 'inactive',
        start: () => {
          recorder.state = 'recording';
        },
        stop: () => {
          recorder.state = 'inactive';
          recorder.ondataavailable({ data: new Blob([said]) });
          recorder.onstop();
        },
        ondataavailable: (_event: { data: Blob }) => {},
        onstop: () => {},
      };
      return recorder as unknown as MediaRecorder;
    },
  };
  return { device, state };
}

const begun = async (device: VoiceDevice): Promise<VoiceRecording> => {
  const recording = await recordVoice(device);
  if (typeof recording === 'string') throw new Error(recording);
  return recording;
};

test('a note is what was said until it is stopped, named without its codec, and the microphone is let go', async () => {
  const { device, state } = phone({ types: ['audio/mp4', 'audio/webm;codecs=opus'] });
  const recording = await begun(device);
  expect(state).toEqual({ isOpen: true, type: 'audio/webm;codecs=opus' });
  recording.stop();
  const note = await recording.note;
  expect([note?.type, await note?.text()]).toEqual(['audio/webm', 'hello']);
  expect(state.isOpen).toBe(false);
});

test('a minute is the most, and is kept', async () => {
  const { device, state } = phone({});
  const recording = await begun(device);
  vi.advanceTimersByTime(VOICE_MS_MAX - 1);
  expect(state.isOpen).toBe(true);
  vi.advanceTimersByTime(1);
  expect(state.isOpen).toBe(false);
  expect((await recording.note)?.size).toBe(5);
});

test('what is given up, and silence of the recorder, is no note', async () => {
  const { device, state } = phone({});
  const recording = await begun(device);
  recording.giveUp();
  expect(await recording.note).toBeNull();
  expect(state.isOpen).toBe(false);
  const silent = await begun(phone({ said: '' }).device);
  silent.stop();
  expect(await silent.note).toBeNull();
});

test('no permission, no microphone and no format are told apart, and nothing stays open', async () => {
  const refusing = (name: string) => async () => {
    throw Object.assign(new Error(), { name });
  };
  expect(await recordVoice(phone({ microphone: refusing('NotAllowedError') }).device)).toBe('refused');
  expect(await recordVoice(phone({ microphone: refusing('NotFoundError') }).device)).toBe('none');
  const { device, state } = phone({ types: [] });
  expect(await recordVoice(device)).toBe('none');
  expect(state.isOpen).toBe(false);
});
