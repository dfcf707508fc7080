/**
 * What one viewer and a camera say to each other over RTSP (RFC 2326): DESCRIBE, SETUP, PLAY. Packets go inside of the
 * connection (interleaved) or as datagrams, as the viewer asks. What is written passes through the owner, who may hold
 * it back or spoil it.
 */
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import type { Socket } from 'node:net';
import { RTP_CLOCK_HZ, RTP_PAYLOAD_TYPE } from './rtp-packet.ts';

export interface Conversation {
  readonly path: () => string;
  readonly isPlaying: () => boolean;
  /** One RTP packet. */
  send(packet: Buffer): void;
  /** Bytes that the viewer has not taken yet; of datagrams none wait. */
  readonly waitingBytes: () => number;
  close(): void;
}

export type Codec = 'H264' | 'H265';

export interface ConversationDeps {
  readonly session: string;
  /** The stream that an address means; null when there is none. */
  readonly streamOf: (url: string) => string | null;
  readonly codec: Codec;
  /** Left out: everybody. */
  readonly isLetIn?: (authorization: string | undefined) => boolean;
  /** What is said (`word`) and shown (`packet`), on its way; `go` sends it. Left out: as it is. */
  readonly pass?: (kind: 'word' | 'packet', bytes: Buffer, go: (bytes: Buffer) => void) => void;
  /** A camera that hangs takes no requests either. */
  readonly isDeaf?: () => boolean;
  readonly onClose: () => void;
}

const REQUEST_BYTES_MAX = 16_384;
/** Begins a packet inside of the connection; of a viewer it is RTCP, in which nothing is needed. */
const INTERLEAVED = 0x24;
const METHODS = 'OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER';

export function converse(socket: Socket, deps: ConversationDeps): Conversation {
  const { session, pass = (_kind, bytes, go) => go(bytes) } = deps;
  let path = '';
  let isPlaying = false;
  let udp: { readonly socket: Datagrams; readonly port: number } | null = null;
  let heard: Buffer = Buffer.alloc(0);
  const go = (bytes: Buffer): void => void socket.write(bytes);

  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    if (deps.isDeaf?.()) return;
    heard = Buffer.concat([heard, chunk]);
    for (let request = next(); request !== null; request = next()) void answer(request);
    if (heard.length > REQUEST_BYTES_MAX) socket.destroy();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    udp?.socket.close();
    udp = null;
    deps.onClose();
  });

  /** The next whole request; null when there is none yet. */
  function next(): string | null {
    while (heard[0] === INTERLEAVED && heard.length >= 4 && heard.length >= 4 + heard.readUInt16BE(2)) {
      heard = heard.subarray(4 + heard.readUInt16BE(2));
    }
    if (heard[0] === INTERLEAVED) return null;
    const end = heard.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const request = heard.toString('latin1', 0, end);
    heard = heard.subarray(end + 4);
    return request;
  }

  async function answer(request: string): Promise<void> {
    const [line = '', ...headers] = request.split('\r\n');
    const [method = '', url = ''] = line.split(' ');
    const header = (name: string) =>
      headers
        .find((one) => one.toLowerCase().startsWith(`${name}:`))
        ?.slice(name.length + 1)
        .trim();
    const reply = (status: string, lines: readonly string[] = [], body = '') => {
      const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
      const text = [`RTSP/1.0 ${status}`, `CSeq: ${header('cseq') ?? '0'}`, ...lines, ...length, '', body];
      pass('word', Buffer.from(text.join('\r\n')), go);
    };
    const stream = deps.streamOf(url);
    if (method === 'OPTIONS') return reply('200 OK', [`Public: ${METHODS}`]);
    if (method === 'GET_PARAMETER') return reply('200 OK', [`Session: ${session}`]);
    if (deps.isLetIn?.(header('authorization')) === false) {
      return reply('401 Unauthorized', ['WWW-Authenticate: Basic realm="camera"']);
    }
    if (stream === null) return reply('404 Stream Not Found');
    if (method === 'DESCRIBE') {
      return reply('200 OK', ['Content-Type: application/sdp', `Content-Base: ${url}/`], describe(deps.codec));
    }
    if (method === 'SETUP') {
      const transport = await settle(header('transport') ?? '');
      if (transport === null) return reply('461 Unsupported Transport');
      path = stream;
      return reply('200 OK', [`Transport: ${transport}`, `Session: ${session}`]);
    }
    if (method === 'PLAY') isPlaying = true;
    else if (method === 'TEARDOWN') isPlaying = false;
    else return reply('501 Not Implemented');
    return reply('200 OK', [`Session: ${session}`]);
  }

  /** How packets will go; null for a way that is not known here. */
  async function settle(asked: string): Promise<string | null> {
    if (asked.includes('TCP')) return 'RTP/AVP/TCP;unicast;interleaved=0-1';
    const ports = /client_port=(\d+)-(\d+)/.exec(asked);
    if (ports === null || asked.includes('multicast')) return null;
    const datagrams = createSocket('udp4');
    datagrams.on('error', () => socket.destroy());
    await new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve));
    if (socket.destroyed) {
      datagrams.close();
      return null;
    }
    udp?.socket.close();
    udp = { socket: datagrams, port: Number(ports[1]) };
    const own = datagrams.address().port;
    return `RTP/AVP;unicast;client_port=${ports[1]}-${ports[2]};server_port=${own}-${own + 1}`;
  }

  return {
    path: () => path,
    isPlaying: () => isPlaying,
    send(packet) {
      if (udp === null) return pass('packet', interleaved(packet), go);
      const { socket: datagrams, port } = udp;
      pass('packet', packet, (bytes) => datagrams.send(bytes, port, '127.0.0.1'));
    },
    waitingBytes: () => socket.writableLength,
    close: () => socket.destroy(),
  };
}

function interleaved(packet: Buffer): Buffer {
  return Buffer.concat([Buffer.from([INTERLEAVED, 0, packet.length >> 8, packet.length & 0xff]), packet]);
}

/** Parameter sets travel in the stream before each key picture, so the description needs none. */
function describe(codec: Codec): string {
  return [
    ...['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=simulated camera', 'c=IN IP4 0.0.0.0', 't=0 0'],
    `m=video 0 RTP/AVP ${RTP_PAYLOAD_TYPE}`,
    `a=rtpmap:${RTP_PAYLOAD_TYPE} ${codec}/${RTP_CLOCK_HZ}`,
    ...(codec === 'H264' ? [`a=fmtp:${RTP_PAYLOAD_TYPE} packetization-mode=1`] : []),
    ...['a=control:trackID=0', ''],
  ].join('\r\n');
}
