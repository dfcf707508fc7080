/** Which way of decoding in hardware works on this box: tried once, with a device that must really open. */
import { execFile } from 'node:child_process';

/** In the order in which they are preferred. */
const METHODS = ['cuda', 'vaapi', 'qsv', 'videotoolbox', 'd3d11va'] as const;
const TRIAL_MS_MAX = 5000;

export type RunFfmpeg = (words: readonly string[]) => Promise<{ readonly ok: boolean; readonly text: string }>;

/** The name that ffmpeg takes, or null when the processor has to decode. */
export async function probeHardware(run: RunFfmpeg): Promise<string | null> {
  const { text } = await run(['-hide_banner', '-hwaccels']);
  const built = new Set(text.split(/\s+/));
  for (const method of METHODS) {
    if (!built.has(method)) continue;
    const device = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-init_hw_device', method];
    const nothing = ['-f', 'lavfi', '-i', 'nullsrc=s=64x64:d=0.1', '-frames:v', '1', '-f', 'null', '-'];
    if ((await run([...device, ...nothing])).ok) return method;
  }
  return null;
}

export function ffmpegRunner(ffmpegPath: string): RunFfmpeg {
  return (words) =>
    new Promise((resolve) => {
      execFile(ffmpegPath, [...words], { timeout: TRIAL_MS_MAX, killSignal: 'SIGKILL' }, (error, stdout) => {
        resolve({ ok: error === null, text: stdout });
      });
    });
}
