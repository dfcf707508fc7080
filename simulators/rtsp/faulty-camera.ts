/**
 * A camera for drills that goes wrong when it is told to. It plays encoded pictures over RTSP like the simulated cameras,
 * and its wire can be cut, held, dribbled, flooded, filled with rubbish and made to lose packets.
 */
import { createServer, type Server } from 'node:net';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { type Codec, type Conversation, converse } from './conversation.ts';
import { createRtpPacketiser } from './rtp-h264.ts';
import { createHevcPacketiser } from './rtp-h265.ts';
import { RTP_CLOCK_HZ, type RtpPacketiser } from './rtp-packet.ts';

/** Pictures as their NAL units; the first is a key picture, and after the last comes the first again. */
export interface Film {
  readonly codec: Codec;
  /** Every so many pictures one is a key picture. */
  readonly keyEvery: number;
  readonly pictures: readonly (readonly Buffer[])[];
}

/** What the wire does; `well` lets everything through. */
export type Wire = 'well' | 'closed' | 'mute' | 'dribble' | 'garbage' | 'flood' | 'locked' | 'lossy';

export interface FaultyCamera {
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Plays this film from its first picture on; who plays already is not told of another codec. */
  show(film: Film): void;
  /** The same picture again and again, as of a stuck encoder. */
  hold(isHeld: boolean): void;
  setWire(wire: Wire): void;
  /** The camera's clock jumps by this. */
  jumpClock(byMs: number): void;
}

export interface FaultyCameraConfig {
  readonly film: Film;
  readonly framesPerS: number;
  /** Name and password that must be given, Basic. */
  readonly password?: string | undefined;
}

const KEPT_BYTES_MAX = 512 * 1024;
const DRIBBLE_MS = 400;
const FLOOD_PACKETS = 300;
/** Of a wire that loses packets. */
const LOST_ONE_IN = 25;

interface Viewer {
  readonly talk: Conversation;
  readonly rtp: RtpPacketiser;
  waitsForKey: boolean;
  /** Bytes that dribble out one by one. */
  owed: Buffer;
  dribble: () => void;
}

export function createFaultyCamera(
  { film: first, framesPerS, password }: FaultyCameraConfig,
  clock: Pick<Clock, 'monotonicMs'>,
): FaultyCamera {
  const viewers = new Set<Viewer>();
  let film = first;
  let wire: Wire = 'well';
  let isHeld = false;
  let at = 0;
  let sent = 0;
  let clockMs = 0;
  let timers: NodeJS.Timeout[] = [];
  let port = 0;

  const server: Server = createServer((socket) => {
    if (wire === 'closed') return void socket.destroy();
    const { codec } = film;
    const viewer: Viewer = {
      ...{ waitsForKey: true, owed: Buffer.alloc(0), dribble: () => undefined },
      rtp: codec === 'H264' ? createRtpPacketiser(1) : createHevcPacketiser(1),
      talk: converse(socket, {
        ...{ session: '1', streamOf: () => 'view', codec, isLetIn },
        isDeaf: () => wire === 'mute',
        pass: (kind, bytes, go) => pass(viewer, kind === 'packet', bytes, go),
        onClose: () => viewers.delete(viewer),
      }),
    };
    viewers.add(viewer);
  });

  function pass(viewer: Viewer, isPacket: boolean, bytes: Buffer, go: (bytes: Buffer) => void): void {
    if (wire === 'mute' || viewer.talk.waitingBytes() > KEPT_BYTES_MAX) return;
    if (wire === 'lossy' && isPacket && sent++ % LOST_ONE_IN === 0) return;
    if (wire !== 'dribble') {
      go(wire === 'garbage' ? noiseOf(bytes.length) : bytes);
      return;
    }
    if (viewer.owed.length < KEPT_BYTES_MAX) viewer.owed = Buffer.concat([viewer.owed, bytes]);
    viewer.dribble = () => {
      go(viewer.owed.subarray(0, 1));
      viewer.owed = viewer.owed.subarray(1);
    };
  }

  function isLetIn(given: string | undefined): boolean {
    if (wire === 'locked') return false;
    return password === undefined || given?.endsWith(Buffer.from(password).toString('base64')) === true;
  }

  function publish(): void {
    const nals = film.pictures[at] ?? [];
    const isKey = at % film.keyEvery === 0;
    if (!isHeld) at = (at + 1) % film.pictures.length;
    // By the clock, not by the pictures: a camera that is late with one does not stretch time.
    const timestamp = Math.round((clock.monotonicMs() + clockMs) * (RTP_CLOCK_HZ / 1000));
    for (const viewer of viewers) {
      const { talk, rtp } = viewer;
      if (!talk.isPlaying() || (viewer.waitsForKey && !isKey)) continue;
      viewer.waitsForKey = false;
      for (const packet of rtp.packets(nals, timestamp)) talk.send(packet);
      if (wire === 'flood') for (let n = 0; n < FLOOD_PACKETS; n++) talk.send(strayPacket());
    }
  }

  return {
    get url() {
      return `rtsp://${password === undefined ? '' : `${password}@`}127.0.0.1:${port}/view`;
    },
    start: async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      port = typeof address === 'object' && address !== null ? address.port : 0;
      const dribble = () => {
        for (const viewer of viewers) if (viewer.owed.length > 0) viewer.dribble();
      };
      timers = [setInterval(publish, 1000 / framesPerS), setInterval(dribble, DRIBBLE_MS)];
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      for (const { talk } of viewers) talk.close();
      await new Promise((resolve) => server.close(resolve));
    },
    show: (next) => {
      film = next;
      at = 0;
    },
    hold: (held) => {
      isHeld = held;
      // A key picture decodes alone, however often it comes.
      if (held) at = 0;
    },
    setWire: (next) => {
      wire = next;
      // Who was let in before the password changed, or hangs on a cut line, has to come again.
      if (next === 'closed' || next === 'locked') for (const { talk } of viewers) talk.close();
      // What dribbled or was held back makes no sense behind a gap: the line is dropped, as a rebooted camera drops it.
      for (const viewer of viewers) viewer.owed = Buffer.alloc(0);
    },
    jumpClock: (byMs) => {
      clockMs += byMs;
    },
  };
}

/** Of a payload type that nobody announced. */
function strayPacket(): Buffer {
  const packet = Buffer.alloc(1200, 0x55);
  packet[0] = 0x80;
  packet[1] = 111;
  return packet;
}

/** The same for the same length: a drill must not depend on chance. */
function noiseOf(bytes: number): Buffer {
  const noise = Buffer.alloc(bytes);
  let state = bytes + 1;
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    noise[at] = state >>> 24;
  }
  return noise;
}
