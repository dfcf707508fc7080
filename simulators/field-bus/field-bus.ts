/**
 * The field bus of the simulated stations: a TCP line protocol to which the ordinary sensor agents connect. A client
 * sends one line `{"subscribe":[asset, ...]}` and receives one JSON line per reading. The last reading of every series
 * is sent on joining, so that a restarted agent is up to date.
 */
import { createServer, type Socket } from 'node:net';
import { AppError, type Service } from '@chengyun/platform/service/service.ts';
import type { Reading } from '../city/city.ts';

export interface FieldBus extends Service {
  publish(readings: readonly Reading[]): void;
  subscribers(): number;
  /** Readings that a slow subscriber did not get. */
  dropped(): number;
}

const SUBSCRIBERS_MAX = 256;
const BACKLOG_BYTES_MAX = 1024 * 1024;
const REQUEST_CHARS_MAX = 65_536;

export function createFieldBus(options: { port: number }): FieldBus {
  const subscribers = new Map<Socket, ReadonlySet<string>>();
  const last = new Map<string, Reading>();
  let dropped = 0;

  const send = (socket: Socket, readings: readonly Reading[]) => {
    if (readings.length === 0) return;
    if (socket.writableLength > BACKLOG_BYTES_MAX) {
      dropped += readings.length;
      return;
    }
    socket.write(`${readings.map((one) => JSON.stringify(one)).join('\n')}\n`);
  };

  const server = createServer((socket) => {
    if (subscribers.size >= SUBSCRIBERS_MAX) {
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    let pending = '';
    socket.on('data', (chunk: string) => {
      pending += chunk;
      const end = pending.indexOf('\n');
      if (end < 0) {
        if (pending.length > REQUEST_CHARS_MAX) socket.destroy();
        return;
      }
      const wanted = wantedFromLine(pending.slice(0, end));
      pending = pending.slice(end + 1);
      if (wanted === null) {
        socket.end('{"error":"the first line must be {\\"subscribe\\":[asset, ...]}"}\n');
        return;
      }
      subscribers.set(socket, wanted);
      send(
        socket,
        [...last.values()].filter((one) => wanted.has(one.asset)),
      );
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => subscribers.delete(socket));
  });

  return {
    publish(readings) {
      for (const one of readings) last.set(`${one.asset}|${one.metric}`, one);
      for (const [socket, wanted] of subscribers)
        send(
          socket,
          readings.filter((one) => wanted.has(one.asset)),
        );
    },
    subscribers: () => subscribers.size,
    dropped: () => dropped,
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', (cause) =>
          reject(
            new AppError('PORT_TAKEN', `The field bus port ${options.port} cannot be used: ${cause.message}`, {
              cause,
            }),
          ),
        );
        server.listen(options.port, '127.0.0.1', resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        for (const socket of subscribers.keys()) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function wantedFromLine(line: string): ReadonlySet<string> | null {
  try {
    const request: unknown = JSON.parse(line);
    if (typeof request !== 'object' || request === null || !('subscribe' in request)) return null;
    const { subscribe } = request;
    return Array.isArray(subscribe) ? new Set(subscribe.map(String)) : null;
  } catch {
    return null;
  }
}
