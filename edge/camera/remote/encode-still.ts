/** Turns a picture into a JPEG with an ffmpeg child that gets the picture and nothing else, and writes no file. */
import { spawn } from 'node:child_process';
import type { Mosaic } from './mosaic.ts';

/** `quality` from 2, the finest, to 31. */
export type EncodeStill = (picture: Mosaic, quality?: number) => Promise<Buffer>;

const ENCODE_MS_MAX = 5000;

export function createStillEncoder(ffmpegPath: string): EncodeStill {
  return ({ rgb, width, height }, quality = 2) =>
    new Promise((resolve, reject) => {
      const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-i', 'pipe:0'];
      // Without the name of the encoder in a comment, and with colours as fine as the brightness.
      const output = [
        '-frames:v',
        '1',
        '-pix_fmt',
        'yuvj444p',
        '-q:v',
        String(quality),
        '-bitexact',
        '-f',
        'mjpeg',
        'pipe:1',
      ];
      const child = spawn(ffmpegPath, ['-nostdin', '-hide_banner', '-loglevel', 'error', ...input, ...output], {
        stdio: ['pipe', 'pipe', 'ignore'],
        timeout: ENCODE_MS_MAX,
        killSignal: 'SIGKILL',
      });
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.stdin.on('error', () => undefined);
      child.once('error', reject);
      child.once('close', (code) => {
        if (code === 0 && chunks.length > 0) resolve(Buffer.concat(chunks));
        else reject(new Error(`ffmpeg ended with ${code ?? 'a signal'}`));
      });
      child.stdin.end(Buffer.from(rgb));
    });
}
