/** A real decoder plays our stream: frames written into the encoder come out of ffmpeg with the same size and count. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createEncoder } from '../cameras/encoder.ts';
import { createAccessUnitReader } from './nal-units.ts';
import { createRtpPacketiser } from './rtp-h264.ts';
import { createRtspServer } from './server.ts';

const ffmpeg = process.env.FFMPEG_BIN ?? 'ffmpeg';
const hasFfmpeg = spawnSync(ffmpeg, ['-version']).status === 0;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}

describe('access units', () => {
  it('are cut at delimiters, however the bytes arrive', () => {
    const nal = (type: number, ...body: number[]) => [0, 0, 0, 1, type, ...body];
    const stream = Buffer.from([
      ...nal(9, 1),
      ...nal(7, 2),
      ...nal(5, 3, 4),
      ...nal(9, 1),
      ...nal(1, 6),
      ...nal(9, 1),
      ...nal(1, 8),
      0,
      0,
      1,
      9,
    ]);
    for (const size of [1, 2, 3, 7, stream.length]) {
      const units: number[][] = [];
      const reader = createAccessUnitReader((nals) => units.push(nals.map((one) => one[0] ?? -1)));
      for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size));
      expect(units, `pieces of ${size}`).toEqual([[7, 5], [1]]);
    }
  });
});

describe('RTP packets', () => {
  it('carry a long picture in fragments that put together give it back', () => {
    const nal = Buffer.alloc(5_000, 7);
    nal[0] = 0x65;
    const packets = createRtpPacketiser(1).packets([nal], 90_000);
    const bodies = packets.map((packet) => packet.subarray(14));
    expect(packets.every((packet) => packet.length <= 1_400)).toBe(true);
    expect(Buffer.concat(bodies)).toEqual(nal.subarray(1));
    expect(packets.map((packet) => (packet[1] ?? 0) >> 7)).toEqual([...packets.slice(1).map(() => 0), 1]);
  });
});

describe('RTSP server', () => {
  it.runIf(hasFfmpeg)('is played by ffmpeg over TCP', async () => {
    const port = await freePort();
    const server = createRtspServer({ port, paths: ['/camera'] });
    await server.start();
    let pictures = 0;
    const errors: string[] = [];
    const encoder = createEncoder({
      ffmpegPath: ffmpeg,
      widthPx: 160,
      heightPx: 96,
      framesPerS: 10,
      onPicture: (nals) => server.publish('/camera', nals, pictures++ / 10),
      onError: (message) => errors.push(message),
    });
    const frame = new Uint8ClampedArray(160 * 96 * 4);
    const feed = setInterval(() => encoder.write(frame.fill((pictures * 9) % 256)), 50);
    const url = `rtsp://127.0.0.1:${port}/camera`;
    const player = spawn(ffmpeg, [
      '-nostdin',
      '-loglevel',
      'error',
      '-rtsp_transport',
      'tcp',
      '-i',
      url,
      '-frames:v',
      '5',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'gray',
      'pipe:1',
    ]);
    let bytes = 0;
    player.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const [code] = await once(player, 'close');
    clearInterval(feed);
    await encoder.stop();
    await server.stop();
    expect(code).toBe(0);
    expect(bytes).toBe(5 * 160 * 96);
  });

  it('refuses a stream that it does not have', async () => {
    const port = await freePort();
    const server = createRtspServer({ port, paths: ['/camera'] });
    await server.start();
    const { connect } = await import('node:net');
    const socket = connect(port, '127.0.0.1');
    socket.write(`DESCRIBE rtsp://127.0.0.1:${port}/other RTSP/1.0\r\nCSeq: 4\r\n\r\n`);
    const [reply] = await once(socket, 'data');
    socket.destroy();
    await server.stop();
    expect(String(reply)).toContain('404 Stream Not Found');
    expect(String(reply)).toContain('CSeq: 4');
  });
});
