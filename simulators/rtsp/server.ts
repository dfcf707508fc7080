/**
 * A small RTSP server for the simulated cameras, over TCP and UDP (see conversation.ts). Each path is
 * one live stream; a client joins at the next key frame. A client that cannot keep up loses pictures, never memory.
 */
import { createServer } from 'node:net';
import { AppError, type Service } from '@chengyun/platform/service/service.ts';
import { type Conversation, converse } from './conversation.ts';
import { createRtpPacketiser } from './rtp-h264.ts';
import { RTP_CLOCK_HZ, type RtpPacketiser } from './rtp-packet.ts';

export interface RtspServer extends Service {
  /** Sends one picture to everyone who plays `path`. `timeS` is the time since the stream began. */
  publish(path: string, nals: readonly Buffer[], timeS: number): void;
  viewers(path: string): number;
  droppedPictures(): number;
}

const CLIENTS_MAX = 32;
/** A viewer with more than this waiting skips pictures until the next key frame. */
const BACKLOG_BYTES_MAX = 512 * 1024;
const NAL_TYPE_KEY_FRAME = 5;

interface Viewer {
  readonly talk: Conversation;
  readonly rtp: RtpPacketiser;
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
      rtp: createRtpPacketiser(sessions),
      waitsForKeyFrame: true,
      talk: converse(socket, {
        ...{ session: String(10_000_000 + sessions), streamOf, codec: 'H264' },
        onClose: () => viewers.delete(viewer),
      }),
    };
    viewers.add(viewer);
  });

  function streamOf(url: string): string | null {
    const path = url.replace(/^rtsp:\/\/[^/]+/, '').replace(/\/$/, '');
    return options.paths.find((known) => path === known || path.startsWith(`${known}/`)) ?? null;
  }

  return {
    publish(path, nals, timeS) {
      const isKeyFrame = nals.some((nal) => ((nal[0] ?? 0) & 0x1f) === NAL_TYPE_KEY_FRAME);
      for (const viewer of viewers) {
        const { talk, rtp } = viewer;
        if (!talk.isPlaying() || talk.path() !== path) continue;
        if (talk.waitingBytes() > BACKLOG_BYTES_MAX) viewer.waitsForKeyFrame = true;
        if (viewer.waitsForKeyFrame && !isKeyFrame) {
          dropped += 1;
          continue;
        }
        viewer.waitsForKeyFrame = false;
        for (const packet of rtp.packets(nals, Math.round(timeS * RTP_CLOCK_HZ))) talk.send(packet);
      }
    },
    viewers: (path) => [...viewers].filter(({ talk }) => talk.isPlaying() && talk.path() === path).length,
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
        for (const { talk } of viewers) talk.close();
        server.close(() => resolve());
      }),
  };
}
