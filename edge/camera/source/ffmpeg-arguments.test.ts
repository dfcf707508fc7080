import { expect, test } from 'vitest';
import { type DecodeConfig, ffmpegArguments, isFileSource, printableUrl } from './ffmpeg-arguments.ts';

const decode = (config: Partial<DecodeConfig> & Pick<DecodeConfig, 'source'>) =>
  ffmpegArguments({ framesPerS: 5, widthPxMax: 640, masks: [], ...config }).join(' ');

test('a camera is read over TCP, never from the terminal, thinned out and shrunk before it is handed over', () => {
  const line = decode({ source: { url: 'rtsp://10.0.0.1/a' } });
  expect(line).toContain('-nostdin');
  expect(line).toContain('-rtsp_transport tcp -i rtsp://10.0.0.1/a');
  expect(line).toMatch(/-vf fps=5,scale=w='2\*trunc\(min\(640,iw\)\/2\)'/);
  expect(line).not.toContain('-re ');
});

test('a file runs at its own speed, unless every frame is to be judged', () => {
  expect(decode({ source: { url: 'a.mp4', loop: true } })).toContain('-re -stream_loop -1 -i a.mp4');
  expect(decode({ source: { url: 'a.mp4', lossless: true } })).toContain('-threads 1 -i a.mp4');
});

test('masks are burnt in by the decoder', () => {
  const line = decode({ source: { url: 'a.mp4' }, masks: [{ x: 0.1, y: 0, w: 0.5, h: 0.25 }] });
  const left = 'floor(iw*0.1)';
  const top = 'floor(ih*0)';
  expect(line).toContain(`drawbox=${left}:${top}:ceil(iw*0.6)-${left}:ceil(ih*0.25)-${top}:black:fill`);
});

test('a password is never printed', () => {
  expect(printableUrl('rtsp://admin:p@ss@10.0.0.1:554/a')).toBe('rtsp://10.0.0.1:554/a');
  expect(isFileSource('/videos/a.mp4')).toBe(true);
  expect(isFileSource('rtsp://x/a')).toBe(false);
});
