/** A simulated telemetry station of SL 651-2014 that dials a centre, sends what it is told and collects the answers. */
import { connect, createServer } from 'node:net';
import { bcdTimeFrom } from '../sensor/drivers/sl651/bcd.ts';
import { CONTROL, type Frame, type Packet } from '../sensor/drivers/sl651/frame.ts';
import { encodeReport } from '../sensor/drivers/sl651/report.ts';
import { encodeFrame, takeFrame } from '../sensor/drivers/sl651/stream.ts';

export interface Sl651Station {
  send(bytes: Buffer): void;
  readonly answers: Frame[];
  close(): void;
}

export const STATION = '3100110001';
export const UTC_OFFSET_MIN = 480;

export async function dialCentre(port: number): Promise<Sl651Station> {
  const socket = connect({ host: '127.0.0.1', port });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const answers: Frame[] = [];
  let pending: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const found = takeFrame(pending);
      pending = pending.subarray(found.bytes);
      if (found.kind === 'more') return;
      if (found.kind === 'frame') answers.push(found.frame);
    }
  });
  return { send: (bytes) => socket.write(bytes), answers, close: () => socket.destroy() };
}

export interface StationReport {
  readonly functionCode: number;
  readonly serial: number;
  readonly at: number;
  readonly elements: readonly Buffer[];
  readonly station?: string;
  readonly password?: number;
}

export function reportFrame({
  functionCode,
  serial,
  at,
  elements,
  station = STATION,
  password = 0x1234,
}: StationReport) {
  const text = encodeReport({
    serial,
    sentAt: at,
    station,
    stationClass: 'H',
    observedAt: at,
    utcOffsetMin: UTC_OFFSET_MIN,
    elements,
  });
  return stationFrame(functionCode, text, station, password);
}

export function keepAliveFrame(serial: number, at: number): Buffer {
  const number = Buffer.from([serial >> 8, serial & 0xff]);
  return stationFrame(0x2f, Buffer.concat([number, bcdTimeFrom(at, UTC_OFFSET_MIN, 6)]), STATION, 0x1234);
}

export function stationFrame(functionCode: number, text: Buffer, station = STATION, password = 0x1234): Buffer {
  const head = { coding: 'hex', direction: 'up', centre: 1, station, password, functionCode } as const;
  return encodeFrame({ ...head, packet: null, text, end: CONTROL.etx });
}

export function asciiFrame(functionCode: number, text: string, packet: Packet | null = null): Buffer {
  const head = { coding: 'ascii', direction: 'up', centre: 1, station: STATION, password: 0x1234 } as const;
  const end = packet === null || packet.number === packet.total ? CONTROL.etx : CONTROL.etb;
  return encodeFrame({ ...head, functionCode, packet, text: Buffer.from(text, 'latin1'), end });
}

/** A text in so many packets, as a station sends one that is too long for a frame. */
export function packetFrames(functionCode: number, text: Buffer, total: number): Buffer[] {
  const size = Math.ceil(text.length / total);
  const head = { coding: 'hex', direction: 'up', centre: 1, station: STATION, password: 0x1234, functionCode } as const;
  return Array.from({ length: total }, (_, index) =>
    encodeFrame({
      ...head,
      packet: { total, number: index + 1 },
      text: text.subarray(index * size, (index + 1) * size),
      end: index + 1 === total ? CONTROL.etx : CONTROL.etb,
    }),
  );
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
