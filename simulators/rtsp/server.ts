/**
 * A small RTSP server (RFC 2326) for the simulated cameras: DESCRIBE, SETUP over TCP-interleaved, PLAY. Each path is
 * one live stream; a client joins at the next key frame. A client that cannot keep up loses pictures, never memory.
 */
import { createServer, type Socket } from 'node:net';
import { AppError, type Service } from '@chengyun/platform/service/service.ts';
import { createRtpPacketiser, RTP_CLOCK_HZ, RTP_PAYLOAD_TYPE, type RtpPacketiser } from './rtp-h264.ts';

export interface RtspServer extends Service {
  /** Sends one picture to everyone who plays `path`. `timeS` is the time since the stream began. */
  publish(path: string, nals: readonly Buffer[], timeS: number): void;
  viewers(path: string): number;
  droppedPictures(): number;
}

const CLIENTS_MAX = 32;
const REQUEST_BYTES_MAX = 16_384;
/** A viewer with more than this waiting skips pictures until the next key frame. */
const BACKLOG_BYTES_MAX = 512 * 1024;
const NAL_TYPE_KEY_FRAME = 5;

interface Viewer {
  readonly socket: Socket;
  readonly session: string;
  readonly rtp: RtpPacketiser;
  path: string;
  playing: boolean;
  waitsForKeyFrame: boolean;
}

export function createRtspServer(options: { port: number; paths: readonly string[] }): RtspServer {
  const viewers = new Set<Viewer>();
  let sessions = 0;
  let dropped = 0;

  const server = createServer((socket) => {
    if (viewers.size >= CLIENTS_MAX) {
      socket.destroy();
      return;
    }
    sessions += 1;
    const viewer: Viewer = {
      socket,
      session: String(10_000_000 + sessions),
      rtp: createRtpPacketiser(sessions),
      path: '',
      playing: false,
      waitsForKeyFrame: true,
    };
    viewers.add(viewer);
    socket.setNoDelay(true);
    let pending = '';
    socket.on('data', (chunk) => {
      // Interleaved RTCP from the client begins with '$'; nothing in it is needed.
      if (chunk[0] === 0x24) return;
      pending += chunk.toString('latin1');
      let end = pending.indexOf('\r\n\r\n');
      while (end >= 0) {
        answer(viewer, pending.slice(0, end));
        pending = pending.slice(end + 4);
        end = pending.indexOf('\r\n\r\n');
      }
      if (pending.length > REQUEST_BYTES_MAX) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => viewers.delete(viewer));
  });

  /** Answers one request; false when the socket is behind. */
  function answer(viewer: Viewer, request: string): boolean {
    const [line = '', ...headers] = request.split('\r\n');
    const [method = '', url = ''] = line.split(' ');
    const header = (name: string) =>
      headers
        .find((one) => one.toLowerCase().startsWith(`${name}:`))
        ?.slice(name.length + 1)
        .trim() ?? '';
    const reply = (status: string, lines: readonly string[] = [], body = '') => {
      const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
      return viewer.socket.write(
        [`RTSP/1.0 ${status}`, `CSeq: ${header('cseq')}`, ...lines, ...length, '', body].join('\r\n'),
      );
    };
    const path = options.paths.find((known) => pathOf(url) === known || pathOf(url).startsWith(`${known}/`));
    if (method === 'OPTIONS')
      return reply('200 OK', ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER']);
    if (method === 'GET_PARAMETER') return reply('200 OK', [`Session: ${viewer.session}`]);
    if (path === undefined) return reply('404 Stream Not Found');
    if (method === 'DESCRIBE') {
      return reply('200 OK', ['Content-Type: application/sdp', `Content-Base: ${url}/`], describe());
    }
    if (method === 'SETUP') {
      if (!header('transport').includes('TCP')) return reply('461 Unsupported Transport');
      viewer.path = path;
      return reply('200 OK', ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', `Session: ${viewer.session}`]);
    }
    if (method === 'PLAY') {
      viewer.playing = true;
      return reply('200 OK', [`Session: ${viewer.session}`, 'Range: npt=0.000-']);
    }
    if (method === 'TEARDOWN') {
      viewer.playing = false;
      return reply('200 OK', [`Session: ${viewer.session}`]);
    }
    return reply('501 Not Implemented');
  }

  return {
    publish(path, nals, timeS) {
      const isKeyFrame = nals.some((nal) => ((nal[0] ?? 0) & 0x1f) === NAL_TYPE_KEY_FRAME);
      for (const viewer of viewers) {
        if (!viewer.playing || viewer.path !== path) continue;
        if (viewer.socket.writableLength > BACKLOG_BYTES_MAX) viewer.waitsForKeyFrame = true;
        if (viewer.waitsForKeyFrame && !isKeyFrame) {
          dropped += 1;
          continue;
        }
        viewer.waitsForKeyFrame = false;
        for (const packet of viewer.rtp.packets(nals, Math.round(timeS * RTP_CLOCK_HZ))) {
          const frame = Buffer.from([0x24, 0, packet.length >> 8, packet.length & 0xff]);
          viewer.socket.write(Buffer.concat([frame, packet]));
        }
      }
    },
    viewers: (path) => [...viewers].filter((viewer) => viewer.playing && viewer.path === path).length,
    droppedPictures: () => dropped,
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', (cause) =>
          reject(
            new AppError('PORT_TAKEN', `The camera port ${options.port} cannot be used: ${cause.message}`, { cause }),
          ),
        );
        server.listen(options.port, '127.0.0.1', resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        for (const viewer of viewers) viewer.socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function pathOf(url: string): string {
  return url.replace(/^rtsp:\/\/[^/]+/, '').replace(/\/$/, '');
}

/** Parameter sets travel in the stream before each key frame, so the description needs none. */
function describe(): string {
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=simulated camera',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    `m=video 0 RTP/AVP ${RTP_PAYLOAD_TYPE}`,
    `a=rtpmap:${RTP_PAYLOAD_TYPE} H264/${RTP_CLOCK_HZ}`,
    `a=fmtp:${RTP_PAYLOAD_TYPE} packetization-mode=1`,
    'a=control:trackID=0',
    '',
  ].join('\r\n');
}
