/**
 * Reads registers and single bits of Modbus devices over TCP, over a serial line (RTU), or RTU behind a plain TCP converter. Points
 * next to each other go in one request. A unit that refuses some still gives the others.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@chengyun/platform/service/service.ts';
import {
  aList,
  aNumber,
  anObject,
  asObject,
  aText,
  oneOf,
  optional,
  type Reader,
  type ShapeOf,
  withDefault,
} from '../../../agent/json-config.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { createExchange } from '../../line/exchange.ts';
import { openSerialLine, serialShape } from '../../line/serial-line.ts';
import { openTcpLine } from '../../line/tcp-line.ts';
import { measureShape, observationFrom } from '../../measure.ts';
import { type Asked, createPoller } from '../../poller.ts';
import { type Block, blocksFrom } from './blocks.ts';
import { FRAME_BYTES_MAX, holdsBits, rtuFraming, TABLES, type Table, tcpFraming } from './pdu.ts';
import { BYTE_ORDERS, bitFrom, REGISTER_TYPES, registersOf, valueFromRegisters } from './register-value.ts';

const aWhole = (min: number, max: number): Reader<number> => {
  const number = aNumber(min, max);
  return (value, place) => {
    const read = number(value, place);
    if (!Number.isInteger(read)) throw new AppError('CONFIG', `${place} must be a whole number, but is ${read}.`);
    return read;
  };
};

const pointShape = {
  /** Address on the wire, from 0: 40001 of a manual is holding register 0, 10001 discrete input 0, 1 coil 0. */
  register: aWhole(0, 65_535),
  table: withDefault(oneOf(...TABLES), 'holding'),
  /** Of a coil or a discrete input always `bit`. */
  type: oneOf(...REGISTER_TYPES),
  order: withDefault(oneOf(...BYTE_ORDERS), 'ABCD'),
  /** For the type `bit` in a register: 0 is the lowest. */
  bit: optional(aWhole(0, 15)),
  /** Number of the unit on a shared line; left out: that of the driver. */
  unitId: optional(aWhole(0, 255)),
  /** A raw value that the device gives when it has none. */
  missing: optional(aNumber()),
  ...measureShape,
};

const readPoint = anObject(pointShape);
const aPoint: typeof readPoint = (value, place) => {
  const point = readPoint(value, place);
  if (!holdsBits(point.table)) return point;
  if (point.type !== 'bit') {
    throw new AppError('CONFIG', `${place}.type must be bit, as the table ${point.table} holds nothing else.`);
  }
  if (point.bit !== undefined) throw new AppError('CONFIG', `${place}.bit is for a bit in a register.`);
  return point;
};

const lines = {
  tcp: { host: aText, port: withDefault(aWhole(1, 65_535), 502) },
  'rtu-tcp': { host: aText, port: aWhole(1, 65_535) },
  rtu: serialShape,
};
type Line =
  | ({ readonly via: 'tcp' | 'rtu-tcp' } & ShapeOf<typeof lines.tcp>)
  | ({ readonly via: 'rtu' } & ShapeOf<typeof serialShape>);

const aLine: Reader<Line> = (value, place) => {
  const { via, ...rest } = asObject(value, place);
  const word = oneOf('tcp', 'rtu', 'rtu-tcp')(via, `${place}.via`);
  if (word === 'rtu') return { via: word, ...anObject(lines.rtu)(rest, place) };
  return { via: word, ...anObject(lines[word])(rest, place) };
};

const shape = {
  line: aLine,
  unitId: withDefault(aWhole(0, 255), 1),
  intervalMs: withDefault(aNumber(20, 86_400_000), 10_000),
  timeoutMs: withDefault(aNumber(10, 60_000), 1000),
  points: aList(aPoint, 1),
};
const TABLE_WORDS: Readonly<Record<Table, string>> = {
  coil: 'coils',
  discrete: 'discrete inputs',
  holding: 'holding registers',
  input: 'input registers',
};
type ModbusConfig = ShapeOf<typeof shape>;
type Point = ModbusConfig['points'][number] & { unitId: number; width: number };

function createModbusDriver(config: ModbusConfig, deps: DriverDeps): Driver {
  const { line, intervalMs, timeoutMs } = config;
  const source = line.via === 'rtu' ? line.path : `${line.host}:${line.port}`;
  const framing = line.via === 'tcp' ? tcpFraming : rtuFraming;
  const blocks = blocksFrom(config.points.map((point) => placed(point, config.unitId)));
  const exchange = createExchange({ source, timeoutMs, answerBytesMax: FRAME_BYTES_MAX }, (signal) =>
    line.via === 'rtu' ? openSerialLine(line, signal) : openTcpLine(line, timeoutMs, signal),
  );
  // 3.5 characters of 11 bits part two frames on a serial line, at least 1.75 ms.
  const silenceMs = line.via === 'rtu' ? Math.max(2, Math.ceil(38_500 / line.baud)) : 0;
  let transaction = 0;

  async function readBlock(block: Block<Point>, signal: AbortSignal): Promise<string | undefined> {
    transaction = (transaction + 1) & 0xffff;
    const answer = await exchange.ask(
      framing.request(block, transaction),
      (bytes) => framing.answer(bytes, block, transaction),
      signal,
    );
    if ('refusal' in answer) {
      deps.rejected('refused');
      const { unitId, count, table, first } = block;
      return `${source} unit ${unitId} refused ${count} ${TABLE_WORDS[table]} from ${first}: ${answer.refusal}.`;
    }
    const at = deps.clock.nowMs();
    await Promise.all(block.points.map((point) => hand(point, answer, block.first, at)));
    return undefined;
  }

  async function hand(point: Point, bytes: Buffer, first: number, at: number): Promise<void> {
    const place = point.register - first;
    const raw = holdsBits(point.table)
      ? bitFrom(bytes, place)
      : valueFromRegisters(bytes.subarray(2 * place, 2 * (place + point.width)), point.type, point.order, point.bit);
    if (raw === point.missing) return deps.rejected('missing');
    const observation = observationFrom(point, at, raw);
    if (observation === null) return deps.rejected('value');
    await deps.observe(observation);
  }

  async function ask(signal: AbortSignal): Promise<Asked> {
    let fault: string | undefined;
    for (const block of blocks) {
      const refused = await readBlock(block, signal);
      fault ??= refused;
      if (silenceMs > 0) await wait(silenceMs);
    }
    return { fault };
  }

  return createPoller({ source, intervalMs }, deps, ask, exchange.close);
}

function placed(point: ModbusConfig['points'][number], unitId: number): Point {
  return { ...point, unitId: point.unitId ?? unitId, width: registersOf(point.type) };
}

export const modbusDriver: DriverKind<ModbusConfig> = {
  kind: 'modbus',
  config: anObject(shape),
  intervalAt: ['intervalMs'],
  create: createModbusDriver,
};
