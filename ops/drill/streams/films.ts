/** Films for the cameras of the drill, encoded once: a moving picture in two sizes and two codecs, and a black one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Codec } from '@chengyun/simulators/rtsp/conversation.ts';
import type { Film } from '@chengyun/simulators/rtsp/faulty-camera.ts';

export const FILM_FRAMES_PER_S = 5;
const SECONDS = 4;

export interface Films {
  readonly usual: Film;
  readonly otherSize: Film;
  readonly otherCodec: Film;
  readonly black: Film;
}

const MOVING = 'testsrc2=s=320x180:r=5';
const SMALLER = 'testsrc2=s=240x180:r=5';
const BLACK = 'color=c=black:s=320x180:r=5,noise=alls=4:allf=t';

export async function encodeFilms(ffmpegPath: string): Promise<Films> {
  const [usual, otherSize, otherCodec, black] = await Promise.all([
    encode(ffmpegPath, MOVING, 'H264'),
    encode(ffmpegPath, SMALLER, 'H264'),
    encode(ffmpegPath, MOVING, 'H265'),
    encode(ffmpegPath, BLACK, 'H264'),
  ]);
  return { usual, otherSize, otherCodec, black };
}

/** The usual picture as a file, too large to lie in the buffers of whoever plays it. */
export async function writeFilm(ffmpegPath: string, path: string): Promise<void> {
  const words = [
    '-f',
    'lavfi',
    '-i',
    MOVING,
    '-t',
    '20',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-crf',
    '4',
    '-y',
    path,
  ];
  const child = spawn(ffmpegPath, ['-nostdin', '-loglevel', 'error', ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new AppError('NO_FILM', `ffmpeg could not write ${path} (exit code ${code}).`);
}

async function encode(ffmpegPath: string, picture: string, codec: Codec): Promise<Film> {
  const every = ['-g', String(FILM_FRAMES_PER_S), '-bf', '0', '-threads', '1', '-pix_fmt', 'yuv420p'];
  const coder =
    codec === 'H264'
      ? [
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
          '-tune',
          'zerolatency',
          '-x264-params',
          'aud=1:repeat-headers=1',
          '-f',
          'h264',
        ]
      : [
          '-c:v',
          'libx265',
          '-preset',
          'ultrafast',
          '-tune',
          'zerolatency',
          '-x265-params',
          'aud=1:repeat-headers=1:log-level=none',
          '-f',
          'hevc',
        ];
  const input = ['-f', 'lavfi', '-i', picture, '-t', String(SECONDS)];
  const child = spawn(ffmpegPath, ['-nostdin', '-loglevel', 'error', ...input, ...every, ...coder, 'pipe:1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  const pictures = picturesOf(Buffer.concat(chunks), codec);
  if (code === 0 && pictures.length > 1) return { codec, keyEvery: FILM_FRAMES_PER_S, pictures };
  throw new AppError('NO_FILM', `ffmpeg could not encode ${codec} for the drill (exit code ${code}).`);
}

const DELIMITER: Readonly<Record<Codec, number>> = { H264: 9, H265: 35 };
const typeOf = (nal: Buffer, codec: Codec) => (codec === 'H264' ? (nal[0] ?? 0) & 0x1f : ((nal[0] ?? 0) >> 1) & 0x3f);

/** NAL units between start codes, grouped by the access unit delimiters that the encoder writes before each picture. */
export function picturesOf(stream: Buffer, codec: Codec): Buffer[][] {
  const pictures: Buffer[][] = [];
  const starts: number[] = [];
  for (let at = stream.indexOf('000001', 0, 'hex'); at >= 0; at = stream.indexOf('000001', at + 3, 'hex'))
    starts.push(at + 3);
  starts.forEach((start, index) => {
    const next = starts[index + 1];
    let end = next === undefined ? stream.length : next - 3;
    while (end > start && stream[end - 1] === 0) end--;
    const nal = stream.subarray(start, end);
    if (typeOf(nal, codec) === DELIMITER[codec]) pictures.push([]);
    else pictures.at(-1)?.push(nal);
  });
  return pictures.filter((nals) => nals.length > 0);
}
