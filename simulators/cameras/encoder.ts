/** Encodes drawn frames to H.264 with one ffmpeg child; a picture comes out as its NAL units. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { createAccessUnitReader } from '../rtsp/nal-units.ts';

export interface Encoder {
  /** Takes one RGBA frame; returns false (and drops it) while the encoder is behind. */
  write(rgba: Uint8ClampedArray): boolean;
  stop(): Promise<void>;
}

export function createEncoder(options: {
  ffmpegPath: string;
  widthPx: number;
  heightPx: number;
  framesPerS: number;
  onPicture: (nals: readonly Buffer[]) => void;
  onError: (message: string) => void;
}): Encoder {
  const { widthPx, heightPx, framesPerS } = options;
  const keyFrameEvery = Math.max(1, Math.round(framesPerS * 2));
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    options.ffmpegPath,
    [
      ...['-nostdin', '-loglevel', 'error', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${widthPx}x${heightPx}`],
      ...['-r', String(framesPerS), '-i', 'pipe:0', '-an', '-c:v', 'libx264', '-preset', 'ultrafast'],
      ...['-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-crf', '24', '-threads', '1', '-bf', '0'],
      ...['-x264-params', `aud=1:repeat-headers=1:keyint=${keyFrameEvery}:scenecut=0`, '-f', 'h264', 'pipe:1'],
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const reader = createAccessUnitReader(options.onPicture);
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.stdout.on('data', (chunk: Buffer) => reader.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => options.onError(chunk.toString('utf8').trim()));
  child.on('error', (error) => options.onError(error.message));
  child.stdin.on('error', (error) => options.onError(error.message));

  return {
    write(rgba) {
      if (child.stdin.writableNeedDrain || !child.stdin.writable) return false;
      child.stdin.write(Buffer.from(rgba));
      return true;
    },
    async stop() {
      child.stdin.end();
      child.kill('SIGTERM');
      await closed;
    },
  };
}
