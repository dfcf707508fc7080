/**
 * One MQTT client that publishes QoS 1 messages out of templates. All messages of one call leave in one write. The
 * templates are used in turn. A publication that is refused would close the connection: that is an error here.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONNACK, createAckReader, encodeConnect } from './mqtt-packets.ts';
import { FIRST_SEQ, type Template, writeMessage } from './template.ts';

export interface PublisherOptions {
  readonly port: number;
  readonly device: string;
  readonly secret: string;
  readonly templates: readonly Template[];
  readonly spread: number;
  /** Called with every acknowledgement's time in ms since its message was written. */
  readonly onAck: (waitedMs: number) => void;
  /** Called once after each chunk of acknowledgements. */
  readonly onAcks: () => void;
  readonly onError: (error: Error) => void;
}

export interface Publisher {
  /** Tries again for a while: a fresh device is known to ingest a moment after it was registered. */
  open(): Promise<void>;
  publish(messages: number): void;
  inFlight(): number;
  sent(): number;
  close(): void;
}

const OPEN_TRIES_MAX = 50;
const OPEN_RETRY_MS = 100;
/** Packet identifiers are 16 bits and never 0. */
const IDS = 65_535;

export function createPublisher(options: PublisherOptions): Publisher {
  const { port, device, secret, templates, spread, onAck, onAcks, onError } = options;
  const sentAtMs = new Float64Array(IDS + 1);
  let socket: Socket | null = null;
  let isClosing = false;
  let sent = 0;
  let acked = 0;

  const tryOpen = (): Promise<boolean> => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const attempt = connect({ port, host: '127.0.0.1', noDelay: true });
    let isOpen = false;
    const reader = createAckReader((type, value) => {
      if (type === CONNACK) {
        isOpen = value === 0;
        if (isOpen) socket = attempt;
        resolve(isOpen);
        return;
      }
      acked += 1;
      onAck(performance.now() - (sentAtMs[value] as number));
    });
    attempt.on('data', (chunk) => {
      try {
        reader(chunk);
        if (socket === attempt) onAcks();
      } catch (error) {
        onError(error as Error);
      }
    });
    const ended = (why: string) => {
      if (isOpen && !isClosing) onError(new Error(`the broker ended the connection of ${device}: ${why}`));
      resolve(false);
    };
    attempt.on('error', (error) => ended(error.message));
    attempt.on('close', () => ended('it was closed'));
    attempt.write(encodeConnect({ clientId: 'bench', username: device, password: secret }));
    return promise;
  };

  return {
    open: async () => {
      for (let tries = 0; tries < OPEN_TRIES_MAX; tries++) {
        if (await tryOpen()) return;
        await sleep(OPEN_RETRY_MS);
      }
      throw new Error(`the broker refuses ${device}`);
    },
    publish: (messages) => {
      if (messages <= 0 || socket === null) return;
      const first = sent;
      const templateAt = (index: number) => templates[(first + index) % templates.length] as Template;
      let bytes = 0;
      for (let index = 0; index < messages; index++) bytes += templateAt(index).packet.length;
      const chunk = Buffer.allocUnsafeSlow(bytes);
      const atMs = Date.now();
      const nowMs = performance.now();
      let end = 0;
      for (let index = 0; index < messages; index++) {
        const packetId = (sent % IDS) + 1;
        sentAtMs[packetId] = nowMs;
        const seq = FIRST_SEQ + sent;
        end = writeMessage(chunk, end, templateAt(index), { packetId, seq, atMs, spread });
        sent += 1;
      }
      socket.write(chunk);
    },
    inFlight: () => sent - acked,
    sent: () => sent,
    close: () => {
      isClosing = true;
      socket?.destroy();
    },
  };
}
