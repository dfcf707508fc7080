/**
 * One ffmpeg child: what it writes, the times of its pictures, and why it ended. Its standard input is fed by us where a
 * camera gives single pictures; else it reads the address itself.
 */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';

export interface DecoderConfig {
  readonly ffmpegPath: string;
  readonly arguments: readonly string[];
}

export interface DecoderEvents {
  /** Bytes of its standard output, in order; the next ones wait. What is thrown ends the child. */
  readonly bytes: (chunk: Buffer) => Promise<void>;
  /** Time that a picture carries, one for each in order, where the arguments ask for it. */
  readonly pictureMs: (ms: number) => void;
  /** Once, at the end. `complaint` is what it said last. */
  readonly over: (code: number | null, complaint: string) => void;
}

export interface Decoder {
  kill(): void;
  /** Takes single pictures. */
  readonly input: Writable;
  readonly exited: Promise<void>;
}

const COMPLAINT_CHARS_MAX = 400;
const LINE_CHARS_MAX = 4096;
const PICTURE_TIME = /pts_time:(-?[\d.]+(?:e[+-]?\d+)?)/;

export function startDecoder(config: DecoderConfig, events: DecoderEvents): Decoder {
  const child = spawn(config.ffmpegPath, config.arguments, { stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_CHARS_MAX);
  });
  // It may end while it is fed.
  child.stdin?.on('error', () => undefined);
  readTimes(child.stdio[3] as Readable, events.pictureMs);
  const exited = new Promise<void>((resolve) => {
    let isOver = false;
    const finish = (code: number | null) => {
      if (isOver) return;
      isOver = true;
      resolve();
      events.over(code, complaint);
    };
    child.once('error', (error) => {
      complaint = error.message;
      finish(null);
    });
    child.once('close', finish);
  });
  const kill = () => void child.kill('SIGKILL');
  // Decoding must not starve the connection and the inference.
  if (child.pid !== undefined) lowerPriority(child.pid);
  void (async () => {
    try {
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) await events.bytes(chunk);
    } catch (error) {
      complaint = (error as Error).message;
      kill();
    }
  })();
  return { kill, input: child.stdin as Writable, exited };
}

function readTimes(channel: Readable, pictureMs: (ms: number) => void): void {
  let pending = '';
  channel.setEncoding('utf8');
  channel.on('error', () => undefined);
  channel.on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = (lines.pop() ?? '').slice(-LINE_CHARS_MAX);
    for (const line of lines) {
      const time = PICTURE_TIME.exec(line)?.[1];
      if (time !== undefined) pictureMs(Number(time) * 1000);
    }
  });
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It may have ended already; its exit is handled where it is reported.
  }
}
