/**
 * Listens for devices that dial in. A port that is taken is a state of health and is tried again. Bytes of one
 * connection are worked off in order: while they are, nothing more is read from it, so that no queue grows.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { createBackoff } from '../../uplink/backoff.ts';
import type { DriverDeps } from '../driver.ts';
import { messageOf, type SourceState } from '../source-state.ts';

export interface TcpListenerConfig {
  readonly host: string;
  readonly port: number;
  readonly connectionsMax: number;
  /** A connection that is silent for so long is closed. */
  readonly idleMsMax: number;
}

export interface TcpListener {
  start(): void;
  stop(): Promise<void>;
  /** Null while it does not listen. */
  readonly port: () => number | null;
}

/** Gets all bytes that were not used yet, answers on the socket and returns how many bytes it used. */
export type Session = (bytes: Buffer) => Promise<number>;

export function createTcpListener(
  config: TcpListenerConfig,
  state: SourceState,
  { chance, rejected }: Pick<DriverDeps, 'chance' | 'rejected'>,
  join: (socket: Socket) => Session,
): TcpListener {
  const { host, port, connectionsMax, idleMsMax } = config;
  const backoff = createBackoff(1000, 60_000, chance.fraction);
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let retry: NodeJS.Timeout | null = null;
  let isStopping = false;

  function listen(): void {
    const fresh = createServer((socket) => {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.setTimeout(idleMsMax, () => socket.destroy());
      socket.on('error', () => rejected('connection'));
      socket.on('close', () => sockets.delete(socket));
      void serve(socket, join(socket));
    });
    fresh.maxConnections = connectionsMax;
    fresh.on('drop', () => rejected('too-many-connections'));
    fresh.on('listening', () => {
      backoff.reset();
      state.up();
    });
    fresh.on('error', (error) => {
      state.down(`The port ${host}:${port} cannot be listened on: ${messageOf(error)}.`);
      fresh.close();
      if (!isStopping) retry = setTimeout(listen, backoff.nextMs());
    });
    server = fresh;
    fresh.listen({ host, port });
  }

  async function serve(socket: Socket, session: Session): Promise<void> {
    let pending: Buffer = Buffer.alloc(0);
    try {
      for await (const chunk of socket) {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
        pending = pending.subarray(await session(pending));
      }
    } catch {
      // What broke the socket is counted where it broke; what is left is a session that could not go on.
      if (!socket.destroyed) rejected('session');
      socket.destroy();
    }
  }

  return {
    start: listen,
    stop: async () => {
      isStopping = true;
      if (retry !== null) clearTimeout(retry);
      for (const socket of sockets) socket.destroy();
      const closing = server;
      if (closing?.listening) await new Promise((resolve) => closing.close(resolve));
    },
    port: () => {
      const address = server?.address() ?? null;
      return address === null || typeof address === 'string' ? null : address.port;
    },
  };
}
