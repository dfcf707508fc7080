/** A clip of 720p at five frames a second, drawn and encoded as a street camera would: the same for every run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createScene } from '@chengyun/models/synthetic/scene.ts';
import { AppError } from '@chengyun/platform/service/service.ts';

export const CLIP = { widthPx: 1280, heightPx: 720, framesPerS: 5, frames: 60 } as const;

const SEED = 41;
/** A key frame every two seconds and 2 Mbit/s, as cameras are usually set. */
const ENCODING = ['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-b:v', '2M', '-g', '10', '-bf', '0'];

export async function drawStreetClip(ffmpegPath: string, path: string): Promise<void> {
  const { widthPx, heightPx, framesPerS, frames } = CLIP;
  const scene = createScene(SEED, { kind: 'street', cameraModel: 'simulator', widthPx, heightPx });
  scene.setTraffic({ vehiclesPerMin: 40, queueLengthM: 15, speedFactor: 1, people: 6 });
  scene.setLight({ day: 0.85, rain: 0 });
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${widthPx}x${heightPx}`, '-r', String(framesPerS)];
  const child = spawn(
    ffmpegPath,
    ['-loglevel', 'error', ...input, '-i', 'pipe:0', ...ENCODING, '-pix_fmt', 'yuv420p', '-y', path],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const closed = once(child, 'close');
  for (let frame = 0; frame < frames; frame++) {
    const { rgba } = scene.renderFrame(frame / framesPerS);
    if (!child.stdin.write(Buffer.from(rgba))) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [code] = await closed;
  if (code !== 0)
    throw new AppError('NO_CLIP', `ffmpeg could not encode the clip of the benchmark (exit code ${code}).`);
}
