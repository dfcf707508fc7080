/**
 * The MQTT 3.1.1 broker (Aedes 1.2) over TCP. PUBACK leaves after the intake settled a message: Aedes sends it before
 * its `published` hook, and only `authorizePublish` runs before, so that hook holds the callback. What devices publish
 * goes to the log and to nobody else: there is no fan-out and nothing of it is retained. What devices are told comes
 * from the centre alone (`tell`), and so does the time, which every device may hear.
 *
 * Client ids are private to a device: two devices with the same client id do not throw each other out.
 */
import { createServer, type Socket } from 'node:net';
import { type DownChannel, TIME_TOPIC, type TimeMessage, topicOf } from '@chengyun/contracts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import { AppError, type Service } from '@chengyun/platform/service/service.ts';
import { Aedes, type AedesOptions, type Client } from 'aedes';
import { maySubscribe, signIn } from './access.ts';
import { createFrameTrim, FRAME_BODY_BYTES_MAX } from './frame-trim.ts';
import type { Gate } from './gate.ts';
import type { Intake } from './intake.ts';
import type { Registry, Sender } from './registry.ts';

export interface BrokerConfig {
  readonly host: string;
  readonly port: number;
  readonly connectionsMax: number;
  readonly idleMs: number;
}

export interface BrokerDeps {
  readonly registry: Registry;
  readonly intake: Intake;
  readonly gate: Gate;
  /** False while the partition cannot commit: its devices are asked to come back later. */
  readonly isRunning: (partition: number) => boolean;
  /** A device listens to its commands from now on. */
  readonly onListening: (sender: Sender) => void;
  readonly counts: ComponentCounts;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

export interface Broker extends Service {
  /** Closes the connections of the senders for which `isOut` holds. */
  disconnect(isOut: (sender: Sender) => boolean): void;
  /** Says it to the device if it listens; `retain` keeps it for when it does. An empty retained text forgets it. */
  tell(device: string, channel: DownChannel, text: string, retain: boolean): void;
  connections(): number;
  /** The port that is listened on, for tests that ask for any. */
  port(): number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Often enough for a clock, seldom enough for ten thousand devices. */
const TIME_EVERY_MS = 10_000;
/** CONNACK return codes of MQTT 3.1.1, table 3.1. */
const IDENTIFIER_REJECTED = 2;
const SERVER_UNAVAILABLE = 3;
const BAD_CREDENTIALS = 4;

export function createBroker(config: BrokerConfig, deps: BrokerDeps): Broker {
  const { registry, intake, gate, counts, logger } = deps;
  const senders = new WeakMap<Client, Sender>();
  const connected = new Set<Client>();
  const sockets = new Set<Socket>();
  const namelessSessions = new WeakSet<Client>();
  /** What is being said to devices, by device. */
  const telling = new Map<string, Promise<void>>();
  let aedes: Aedes | null = null;
  let timeTimer: NodeJS.Timeout | null = null;

  const authenticate = (client: Client, username: string | undefined, password: Buffer | undefined) => {
    if (namelessSessions.has(client)) return IDENTIFIER_REJECTED;
    const sender = username === undefined || password === undefined ? null : signIn(registry, username, password);
    if (sender === null) return BAD_CREDENTIALS;
    if (!deps.isRunning(sender.partition)) return SERVER_UNAVAILABLE;
    client.id = `${sender.device.id}/${client.id}`;
    senders.set(client, sender);
    return 0;
  };

  const options: AedesOptions = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    preConnect: (client, packet, done) => {
      if (packet.clientId === '' && packet.clean === false) namelessSessions.add(client);
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      const code = authenticate(client, username, password);
      if (code === 0) return done(null, true);
      counts.dropped(`connack-${code}`);
      done(Object.assign(new Error(`refused with return code ${code}`), { returnCode: code }), false);
    },
    authorizeSubscribe: (client, subscription, done) => {
      const sender = senders.get(client);
      // Null is answered with 0x80 in the SUBACK.
      if (sender !== undefined && maySubscribe(sender, subscription.topic)) return done(null, subscription);
      counts.dropped('subscription');
      done(null, null);
    },
    authorizePublish: (client, packet, done) => {
      const sender = client === null ? undefined : senders.get(client);
      if (sender === undefined) return done(new Error('not signed in'));
      const { payload } = packet;
      gate.enter();
      intake(sender, packet.topic, typeof payload === 'string' ? Buffer.from(payload) : payload, done);
    },
  };

  /** Not kept for who is away: a time that was true once helps nobody. */
  function sayTime(): void {
    const time: TimeMessage = { v: 1, at: deps.nowMs() };
    const packet = { cmd: 'publish', qos: 0, dup: false, retain: false, topic: TIME_TOPIC } as const;
    aedes?.publish({ ...packet, payload: Buffer.from(JSON.stringify(time)) }, (error) => {
      if (error) logger.warn({ reason: error.message }, 'the time could not be said');
    });
  }

  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.setTimeout(config.idleMs, () => socket.destroy());
    guard(socket, gate, () => counts.dropped('cut'));
    aedes?.handle(socket);
  });
  server.maxConnections = config.connectionsMax;
  server.on('drop', () => counts.dropped('connection'));

  return {
    start: async () => {
      const broker = await Aedes.createBroker(options);
      keepPublicationsHome(broker);
      broker.on('client', (client) => connected.add(client));
      broker.on('clientDisconnect', (client) => connected.delete(client));
      broker.on('subscribe', (subscriptions, client) => {
        const sender = senders.get(client);
        if (sender === undefined) return;
        const commands = topicOf(sender.device.id, 'commands');
        if (subscriptions.some(({ topic }) => topic === commands)) deps.onListening(sender);
      });
      broker.on('clientError', (client, error) => {
        logger.debug({ client: client.id, reason: error.message }, 'a device was disconnected');
      });
      aedes = broker;
      await new Promise<void>((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) => {
          const why = cause.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${cause.code})`;
          reject(new AppError('MQTT_PORT', `The MQTT port ${config.host}:${config.port} ${why}.`, { cause }));
        });
        server.listen(config.port, config.host, resolve);
      });
      timeTimer = setInterval(sayTime, TIME_EVERY_MS);
    },
    stop: async () => {
      if (timeTimer !== null) clearInterval(timeTimer);
      const broker = aedes;
      aedes = null;
      if (broker === null) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    disconnect: (isOut) => {
      for (const client of [...connected]) {
        const sender = senders.get(client);
        if (sender !== undefined && isOut(sender)) client.close();
      }
    },
    tell: (device, channel, text, retain) => {
      const packet = { cmd: 'publish', qos: 1, dup: false, retain } as const;
      const topic = topicOf(device, channel);
      const say = () =>
        new Promise<void>((said) => {
          if (aedes === null) return said();
          aedes.publish({ ...packet, topic, payload: Buffer.from(text) }, (error) => {
            if (error) logger.warn({ device, channel, reason: error.message }, 'a device could not be told');
            said();
          });
        });
      // One after the other: Aedes takes a publication that was overtaken for a repetition and drops it.
      const turn = (telling.get(device) ?? Promise.resolve()).then(say);
      telling.set(device, turn);
      void turn.then(() => {
        if (telling.get(device) === turn) telling.delete(device);
      });
    },
    connections: () => connected.size,
    port: () => (server.address() as { port: number } | null)?.port ?? config.port,
  };
}

/** Aedes passes a publication of a client as (packet, client, done); its own are fanned out as usual. */
function keepPublicationsHome(broker: Aedes): void {
  const fanOut = broker.publish.bind(broker) as (...args: unknown[]) => void;
  const publish = (packet: unknown, client: unknown, done: unknown) => {
    if (client !== null && typeof client === 'object' && typeof done === 'function') done(null);
    else fanOut(packet, client, done);
  };
  (broker as { publish: unknown }).publish = publish;
}

/** Aedes pulls with `read()`; that is where too large packets are cut and where a full intake stops reading. */
function guard(socket: Socket, gate: Gate, onCut: () => void): void {
  const { trim } = createFrameTrim(FRAME_BODY_BYTES_MAX, onCut);
  const read = socket.read.bind(socket);
  let isWaiting = false;
  socket.read = (size?: number) => {
    // Node itself reads 0 bytes to start the flow.
    if (size === 0) return read(0);
    if (gate.isClosed()) {
      if (!isWaiting) gate.whenOpen(reopen);
      isWaiting = true;
      return null;
    }
    const chunk: Buffer | null = size == null ? read() : read(size);
    return chunk === null ? null : trim(chunk);
  };
  const reopen = () => {
    isWaiting = false;
    if (!socket.destroyed) socket.emit('readable');
  };
}
