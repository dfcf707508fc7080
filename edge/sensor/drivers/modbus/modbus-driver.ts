/**
 * Reads registers of Modbus devices over TCP, over a serial line (RTU), or RTU behind a plain TCP converter. Points
 * next to each other go in one request. A unit that refuses some registers still gives the others.
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
import { FRAME_BYTES_MAX, rtuFraming, tcpFraming } from './pdu.ts';
import { BYTE_ORDERS, REGISTER_TYPES, registersOf, valueFromRegisters } from './register-value.ts';

const aWhole = (min: number, max: number): Reader<number> => {
  const number = aNumber(min, max);
  return (value, place) => {
    const read = number(value, place);
    if (!Number.isInteger(read)) throw new AppError('CONFIG', `${place} must be a whole number, but is ${read}.`);
    return read;
  };
};

const pointShape = {
  /** Address on the wire, from 0: register 40001 of a manual is holding register 0. */
  register: aWhole(0, 65_535),
  table: withDefault(oneOf('holding', 'input'), 'holding'),
  type: oneOf(...REGISTER_TYPES),
  order: withDefault(oneOf(...BYTE_ORDERS), 'ABCD'),
  /** For the type `bit`: 0 is the lowest. */
  bit: withDefault(aWhole(0, 15), 0),
  /** Number of the unit on a shared line; left out: that of the driver. */
  unitId: optional(aWhole(0, 255)),
  /** A raw value that the device gives when it has none. */
  missing: optional(aNumber()),
  ...measureShape,
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
  points: aList(anObject(pointShape), 1),
};
type ModbusConfig = ShapeOf<typeof shape>;
type Point = ModbusConfig['points'][number] & { unitId: number; functionCode: 3 | 4; registers: number };

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
      const table = block.functionCode === 3 ? 'holding' : 'input';
      return `${source} unit ${block.unitId} refused ${block.count} ${table} registers from ${block.first}: ${answer.refusal}.`;
    }
    const at = deps.clock.nowMs();
    await Promise.all(block.points.map((point) => hand(point, answer, block.first, at)));
    return undefined;
  }

  async function hand(point: Point, bytes: Buffer, first: number, at: number): Promise<void> {
    const from = 2 * (point.register - first);
    const own = bytes.subarray(from, from + 2 * point.registers);
    const raw = valueFromRegisters(own, point.type, point.order, point.bit);
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
  const functionCode = point.table === 'holding' ? 3 : 4;
  return { ...point, unitId: point.unitId ?? unitId, functionCode, registers: registersOf(point.type) };
}

export const modbusDriver: DriverKind<ModbusConfig> = {
  kind: 'modbus',
  config: anObject(shape),
  create: createModbusDriver,
};
