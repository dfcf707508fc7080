/** A plain MQTT broker for tests: says what it is told and remembers what others say. */
import { createServer, type Socket } from 'node:net';
import { Aedes } from 'aedes';

export interface PlainBroker {
  readonly url: string;
  readonly port: number;
  /** What clients published. */
  readonly said: { readonly topic: string; readonly payload: Buffer }[];
  /** Topics that somebody listens to. */
  readonly listened: Set<string>;
  /** When set, this password is wanted. */
  password: string | null;
  tell(topic: string, payload: Buffer): Promise<void>;
  cutAll(): void;
  close(): Promise<void>;
}

export async function startPlainBroker(): Promise<PlainBroker> {
  const sockets = new Set<Socket>();
  const broker = await Aedes.createBroker({
    authenticate: (_client, _user, password, done) => {
      done(null, self.password === null || password?.toString() === self.password);
    },
  });
  broker.on('publish', (packet, client) => {
    if (client) self.said.push({ topic: packet.topic, payload: Buffer.from(packet.payload) });
  });
  broker.on('subscribe', (subscriptions) => {
    for (const { topic } of subscriptions) self.listened.add(topic);
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The broker has no port.');
  const self: PlainBroker = {
    url: `mqtt://127.0.0.1:${address.port}`,
    port: address.port,
    said: [],
    listened: new Set(),
    password: null,
    tell: (topic, payload) =>
      new Promise((told) => {
        const packet = { cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false } as const;
        broker.publish(packet, () => told());
      }),
    cutAll: () => {
      self.listened.clear();
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}
