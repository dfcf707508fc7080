/**
 * A voice note: the microphone is asked for when somebody begins one, and let go as soon as it ends, after a minute at
 * the latest. What comes out is named without its codec, as the server takes it.
 */
export const VOICE_MS_MAX = 60_000;
/** Speech; a minute is about 200 kB. */
const BITS_PER_S = 24_000;
/** What browsers record, the smallest first. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

/** `refused`: the person or the phone said no. `none`: there is no microphone, or no recorder. */
export type VoiceFault = 'refused' | 'none';

export interface VoiceRecording {
  /** The whole note when it has ended; null when it was given up or nothing was heard. */
  readonly note: Promise<Blob | null>;
  readonly stop: () => void;
  readonly giveUp: () => void;
}

export interface VoiceDevice {
  readonly microphone: () => Promise<MediaStream>;
  readonly takes: (type: string) => boolean;
  readonly recorder: (sound: MediaStream, options: MediaRecorderOptions) => MediaRecorder;
}

export const browserVoice: VoiceDevice = {
  microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
  takes: (type) => MediaRecorder.isTypeSupported(type),
  recorder: (sound, options) => new MediaRecorder(sound, options),
};

export async function recordVoice(device: VoiceDevice = browserVoice): Promise<VoiceRecording | VoiceFault> {
  let sound: MediaStream;
  try {
    sound = await device.microphone();
  } catch (error) {
    return (error as Error).name === 'NotAllowedError' ? 'refused' : 'none';
  }
  const release = () => {
    for (const track of sound.getTracks()) track.stop();
  };
  try {
    return begin(sound, release, device);
  } catch {
    release();
    return 'none';
  }
}

function begin(sound: MediaStream, release: () => void, device: VoiceDevice): VoiceRecording {
  const mimeType = TYPES.find(device.takes);
  if (mimeType === undefined) throw new Error('no format');
  const recorder = device.recorder(sound, { mimeType, audioBitsPerSecond: BITS_PER_S });
  const parts: Blob[] = [];
  let isWanted = true;
  const note = new Promise<Blob | null>((resolve) => {
    recorder.ondataavailable = ({ data }) => data.size > 0 && parts.push(data);
    recorder.onstop = () => {
      clearTimeout(limit);
      release();
      const [type = ''] = mimeType.split(';');
      resolve(isWanted && parts.length > 0 ? new Blob(parts, { type }) : null);
    };
  });
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const limit = setTimeout(stop, VOICE_MS_MAX);
  recorder.start();
  return {
    note,
    stop,
    giveUp: () => {
      isWanted = false;
      stop();
    },
  };
}
