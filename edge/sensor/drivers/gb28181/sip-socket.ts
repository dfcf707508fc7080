/**
 * The UDP socket of a SIP server: opened again with growing pauses when its port is taken; a request that goes out is
 * repeated until it is answered (RFC 3261, 17.1.2: after 0.5, 1, 2 and 4 s) and then given up.
 */
import { createSocket, type Socket } from 'node:dgram';
import { createBackoff } from '../../../uplink/backoff.ts';
import type { DriverDeps } from '../../driver.ts';
import { messageOf, type SourceState } from '../../source-state.ts';
import type { Peer } from './registrar.ts';
import { headerOf, parseSip, type SipMessage } from './sip.ts';

export interface SipSocket {
  start(): void;
  stop(): Promise<void>;
  readonly port: () => number | null;
  send(datagram: Buffer, to: Peer): void;
  /** @param callId by which its answer is known */
  request(callId: string, datagram: Buffer, to: Peer): void;
}

const REPEAT_MS = [500, 1000, 2000, 4000];
const PENDING_MAX = 1000;

export function createSipSocket(
  { host, port }: { readonly host: string; readonly port: number },
  state: SourceState,
  { chance, rejected }: Pick<DriverDeps, 'chance' | 'rejected'>,
  hear: (request: SipMessage, from: Peer) => void,
): SipSocket {
  const backoff = createBackoff(1000, 60_000, chance.fraction);
  const pending = new Map<string, NodeJS.Timeout>();
  let socket: Socket | null = null;
  let retry: NodeJS.Timeout | null = null;
  let isOpen = false;
  let isStopping = false;

  function open(): void {
    const fresh = createSocket('udp4');
    socket = fresh;
    fresh.on('listening', () => {
      isOpen = true;
      backoff.reset();
      state.up();
    });
    fresh.on('error', (error) => {
      isOpen = false;
      state.down(`The port ${host}:${port} cannot be used: ${messageOf(error)}.`);
      fresh.close();
      socket = null;
      if (!isStopping) retry = setTimeout(open, backoff.nextMs());
    });
    fresh.on('message', (datagram, { address, port: from }) => {
      const message = parseSip(datagram);
      if (message === null) {
        // Some devices keep a hole in a firewall open with an empty line.
        if (datagram.toString('latin1').trim() !== '') rejected('sip');
      } else if (message.method === null) settle(headerOf(message, 'call-id'));
      else hear(message, { address, port: from });
    });
    fresh.bind(port, host);
  }

  function settle(callId: string): void {
    clearTimeout(pending.get(callId));
    pending.delete(callId);
  }

  function send(datagram: Buffer, to: Peer): void {
    if (!isOpen) return;
    socket?.send(datagram, to.port, to.address, (error) => {
      if (error) rejected('send');
    });
  }

  function attempt(callId: string, datagram: Buffer, to: Peer, tried: number): void {
    send(datagram, to);
    const waitMs = REPEAT_MS[tried];
    if (waitMs === undefined) {
      pending.delete(callId);
      rejected('no-answer');
    } else
      pending.set(
        callId,
        setTimeout(() => attempt(callId, datagram, to, tried + 1), waitMs),
      );
  }

  return {
    start: open,
    stop: async () => {
      isStopping = true;
      isOpen = false;
      if (retry !== null) clearTimeout(retry);
      for (const callId of [...pending.keys()]) settle(callId);
      const closing = socket;
      socket = null;
      if (closing !== null) await new Promise<void>((resolve) => closing.close(resolve));
    },
    port: () => (isOpen ? (socket?.address().port ?? null) : null),
    send,
    request: (callId, datagram, to) => {
      if (pending.size >= PENDING_MAX) rejected('queue-full');
      else attempt(callId, datagram, to, 0);
    },
  };
}
