import { expect, test } from 'vitest';
import { type DecodeConfig, ffmpegArguments, isFileSource, printableUrl } from './ffmpeg-arguments.ts';

const decode = (config: Partial<DecodeConfig> & Pick<DecodeConfig, 'source'>) =>
  ffmpegArguments({ framesPerS: 5, widthPxMax: 640, masks: [], ...config }).join(' ');

test('a camera is read over TCP, never from the terminal, thinned out and shrunk before it is handed over', () => {
  const line = decode({ source: { url: 'rtsp://10.0.0.1/a' } });
  expect(line).toContain('-nostdin');
  expect(line).toContain('-rtsp_transport tcp -i rtsp://10.0.0.1/a');
  expect(line).toMatch(/-vf select='.*,setpts=N\/\(5\*TB\),scale=w='2\*trunc\(min\(640,iw\)\/2\)'/);
  expect(line).not.toContain('-re ');
});

test('a picture of a camera is chosen by its own time and never doubled, whatever its clock does', () => {
  const line = decode({ source: { url: 'rtsp://10.0.0.1/a' } });
  expect(line).toContain("select='if(lt(t,ld(0)-0.02)*gt(t,ld(0)-0.6),0,0*st(0,");
  expect(line).toContain('metadata=print:file=pipe\\\\:3:direct=1,settb=AVTB,setpts=N/(5*TB)');
  expect(line).toContain(' -r 5 ');
  expect(decode({ source: { url: 'a.mp4' } })).toContain('-vf fps=5,');
});

test('single pictures come in on the standard input, and hardware decodes where it was found', () => {
  const line = decode({ source: { url: 'http://10.0.0.1/snap.jpg', snapshot: true } });
  expect(line).toContain('-f mjpeg -i pipe:0');
  expect(line).not.toContain('10.0.0.1');
  expect(decode({ source: { url: 'rtsp://10.0.0.1/a', rtspTransport: 'udp' }, hwaccel: 'cuda' })).toMatch(
    /-hwaccel cuda .*-rtsp_transport udp -i/,
  );
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
