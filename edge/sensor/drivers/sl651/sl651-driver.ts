/**
 * A centre of SL 651-2014 for stations that report by themselves, in one frame (transmission M2) or in many packets (M3):
 * listens on a TCP port, takes timed, additional, hourly, even-step and test reports in either coding, and confirms each
 * when its readings are safe on disk. A report that comes again because its confirmation was lost is confirmed again and
 * not handed over twice.
 */
import type { Socket } from 'node:net';
import {
  aFlag,
  aList,
  aNumber,
  anObject,
  aText,
  aTextLike,
  oneOf,
  optional,
  type ShapeOf,
  withDefault,
} from '../../../agent/json-config.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { createTcpListener, type Session } from '../../line/tcp-listener.ts';
import { measureShape, observationFrom } from '../../measure.ts';
import { createSourceState } from '../../source-state.ts';
import { decodeAsciiReport, encodeAsciiPreamble } from './ascii-report.ts';
import { SYMBOLS } from './elements.ts';
import { CONTROL, type Frame, FUNCTION, type Packet } from './frame.ts';
import { createPackets } from './packets.ts';
import { decodeReport, encodePreamble, type Report } from './report.ts';
import { encodeFrame, takeFrame } from './stream.ts';

const stationShape = {
  address: aTextLike(/^\d{10}$/, 'ten digits'),
  /** Left out: any. */
  password: optional(aTextLike(/^[\da-fA-F]{4}$/, 'four hexadecimal digits')),
  elements: aList(anObject({ element: oneOf(...SYMBOLS), ...measureShape }), 1),
};
type Station = ShapeOf<typeof stationShape>;

const shape = {
  host: withDefault(aText, '0.0.0.0'),
  port: aNumber(0, 65_535),
  stations: aList(anObject(stationShape), 1),
  /** Time of the stations' clocks east of UTC. */
  utcOffsetMin: withDefault(aNumber(-720, 840), 480),
  /** Confirmed stations stay online; otherwise they hang up until the next report. */
  keepOnline: withDefault(aFlag, true),
  /** A station that says nothing for so long is named in the state of health. */
  silentMsMax: withDefault(aNumber(1000), 2 * 3_600_000),
};
type Sl651Config = ShapeOf<typeof shape>;

const REPORTS: readonly number[] = [
  FUNCTION.test,
  FUNCTION.uniform,
  FUNCTION.timed,
  FUNCTION.additional,
  FUNCTION.hourly,
];
const PRUNE_MS = 10_000;
const IDLE_MS_MAX = 15 * 60_000;
const CONNECTIONS_MAX = 1000;

interface Heard {
  atMs: number;
  /** Function, serial number and time of the last report that was handed over. */
  report: string;
}

function createSl651Driver(config: Sl651Config, deps: DriverDeps): Driver {
  const { utcOffsetMin, keepOnline, silentMsMax } = config;
  const stations = new Map(config.stations.map((station) => [station.address, station]));
  const heard = new Map<string, Heard>();
  const state = createSourceState(deps);
  const packets = createPackets(deps.clock.monotonicMs, () => deps.rejected('packets-incomplete'));
  let pruning: NodeJS.Timeout | null = null;
  let begunMs = 0;

  const listener = createTcpListener(
    { host: config.host, port: config.port, connectionsMax: CONNECTIONS_MAX, idleMsMax: IDLE_MS_MAX },
    state,
    deps,
    createSession,
  );

  function createSession(socket: Socket): Session {
    return async (bytes) => {
      let used = 0;
      for (;;) {
        const found = takeFrame(bytes.subarray(used));
        used += found.bytes;
        if (found.kind === 'more') return used;
        if (found.kind === 'rubbish') refuse('frame', found.sentence);
        else await takeOne(found.frame, socket);
      }
    };
  }

  function refuse(reason: string, sentence: string): void {
    deps.rejected(reason);
    state.up(sentence);
  }

  async function takeOne(frame: Frame, socket: Socket): Promise<void> {
    const station = stations.get(frame.station);
    if (station === undefined) return refuse('station', `The SL 651 station ${frame.station} is not configured.`);
    if (station.password !== undefined && Number.parseInt(station.password, 16) !== frame.password) {
      return refuse('password', `The SL 651 station ${frame.station} came with a wrong password.`);
    }
    const memory = heard.get(frame.station) ?? { atMs: 0, report: '' };
    heard.set(frame.station, memory);
    memory.atMs = deps.clock.monotonicMs();
    if (frame.functionCode === FUNCTION.keepAlive) return;
    const name = frame.functionCode.toString(16).toUpperCase();
    if (!REPORTS.includes(frame.functionCode)) {
      return refuse('function', `The SL 651 station ${frame.station} sent the function ${name}H, which is not read.`);
    }
    const { packet } = frame;
    if (packet === null) return takeText(frame, name, station, memory, socket);
    const joined = packets.take(frame, packet, socket);
    if (joined.kind === 'refused') return refuse('packet', joined.sentence);
    if (joined.kind === 'missing') {
      deps.rejected('packet-missing');
      const serial = joined.first === null ? 0 : (reportOf({ ...frame, text: joined.first })?.serial ?? 0);
      return say(socket, frame, serial, CONTROL.nak, joined.packet);
    }
    if (joined.kind === 'whole') await takeText({ ...frame, text: joined.text }, name, station, memory, socket);
  }

  const reportOf = ({ coding, text }: Frame): Report | null =>
    coding === 'ascii' ? decodeAsciiReport(text, utcOffsetMin) : decodeReport(text, utcOffsetMin);

  async function takeText(frame: Frame, name: string, station: Station, memory: Heard, socket: Socket): Promise<void> {
    const report = reportOf(frame);
    if (report === null) return refuse('text', `The SL 651 station ${frame.station} sent a report without a number.`);
    const key = `${name} ${report.serial} ${report.sentAt}`;
    if (memory.report !== key) await handOver(station, report);
    memory.report = key;
    // What was put together is confirmed once, in the name of all its packets.
    const packet = frame.packet === null ? null : { total: frame.packet.total, number: frame.packet.total };
    const isMoreToCome = packet === null && frame.end === CONTROL.etb;
    const end = keepOnline ? CONTROL.esc : CONTROL.eot;
    say(socket, frame, report.serial, isMoreToCome ? CONTROL.ack : end, packet);
  }

  async function handOver(station: Station, report: Report): Promise<void> {
    if (report.fault === null) state.up();
    else refuse('element', `${report.fault.slice(0, -1)} (station ${station.address}).`);
    const kept = report.values.flatMap(({ symbol, at, value }) =>
      station.elements
        .filter(({ element }) => element === symbol)
        .map((measure) => {
          if (typeof value !== 'number') return deps.rejected(value === 'missing' ? 'missing' : 'value');
          const observation = observationFrom(measure, at, value);
          return observation === null ? deps.rejected('value') : deps.observe(observation);
        }),
    );
    await Promise.all(kept);
  }

  function say(socket: Socket, to: Frame, serial: number, end: number, packet: Packet | null): void {
    const preamble = to.coding === 'ascii' ? encodeAsciiPreamble : encodePreamble;
    const text = preamble(serial, deps.clock.nowMs(), utcOffsetMin);
    if (socket.writable) socket.write(encodeFrame({ ...to, direction: 'down', packet, text, end }));
  }

  function silence(): string | null {
    const nowMs = deps.clock.monotonicMs();
    const silent = config.stations.filter(({ address }) => nowMs - (heard.get(address)?.atMs ?? begunMs) > silentMsMax);
    if (silent.length === 0) return null;
    const others = silent.length === 1 ? '' : ` and ${silent.length - 1} others`;
    return `The SL 651 station ${silent[0]?.address}${others} said nothing for ${Math.round(silentMsMax / 60_000)} min.`;
  }

  return {
    start: async () => {
      begunMs = deps.clock.monotonicMs();
      listener.start();
      pruning = setInterval(packets.prune, PRUNE_MS);
    },
    stop: async () => {
      if (pruning !== null) clearInterval(pruning);
      await listener.stop();
    },
    connected: () => listener.port() !== null,
    fault: () => state.fault() ?? silence(),
  };
}

export const sl651Driver: DriverKind<Sl651Config> = {
  kind: 'sl651',
  config: anObject(shape),
  create: createSl651Driver,
};
