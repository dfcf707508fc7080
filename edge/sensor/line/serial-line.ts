/**
 * A serial line as a stream: the system's `stty` sets speed and framing, and the device is opened as a terminal, so
 * that waiting for bytes holds up no thread.
 */
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { aNumber, aText, oneOf, type ShapeOf, withDefault } from '../../agent/json-config.ts';
import { messageOf, sourceError } from '../source-state.ts';

export const serialShape = {
  /** The device file, for instance /dev/ttyUSB0 or better a name under /dev/serial/by-id. */
  path: aText,
  baud: withDefault(aNumber(50, 4_000_000), 9600),
  parity: withDefault(oneOf('none', 'even', 'odd'), 'none'),
  dataBits: withDefault(aNumber(5, 8), 8),
  stopBits: withDefault(aNumber(1, 2), 1),
};
export type SerialConfig = ShapeOf<typeof serialShape>;

const STTY_MS_MAX = 5000;

/** @throws an AppError whose sentence names the device file */
export async function openSerialLine(config: SerialConfig, signal: AbortSignal): Promise<Duplex> {
  const { path } = config;
  await setUp(config, signal);
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch (cause) {
    throw sourceError(`The serial line ${path} cannot be opened: ${messageOf(cause)}.`, cause);
  }
  if (!isatty(fd)) {
    closeSync(fd);
    throw sourceError(`${path} is no serial line.`);
  }
  return new ReadStream(fd);
}

async function setUp({ path, baud, parity, dataBits, stopBits }: SerialConfig, signal: AbortSignal): Promise<void> {
  const parityWords = { none: ['-parenb'], even: ['parenb', '-parodd'], odd: ['parenb', 'parodd'] }[parity];
  const words = [String(baud), `cs${dataBits}`, ...parityWords, stopBits === 2 ? 'cstopb' : '-cstopb'];
  const flag = process.platform === 'darwin' ? '-f' : '-F';
  const local = ['raw', '-echo', 'clocal', 'cread', '-hupcl', '-crtscts'];
  try {
    await promisify(execFile)('stty', [flag, path, ...local, ...words], { signal, timeout: STTY_MS_MAX });
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    const reason = stderr?.trim().split('\n')[0] || messageOf(cause);
    throw sourceError(
      `The serial line ${path} cannot be set to ${words.join(' ')}: ${reason.replace(/\.$/, '')}.`,
      cause,
    );
  }
}
