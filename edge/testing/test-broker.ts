/** A broker for tests: holds PUBACK until told, remembers what it accepted, talks to devices, cuts connections. */
import { createServer, type Socket } from 'node:net';
import { Aedes, type PublishPacket } from 'aedes';

export interface TestBroker {
  readonly url: string;
  /** Payloads on `observations`, `events` and `evidence` in order of arrival, repetitions included. */
  readonly arrived: { topic: string; payload: Record<string, unknown> & { seq: number; epoch: string } }[];
  /** Says something to whoever listens; `retain` also to whoever will. */
  tell(topic: string, payload: string, retain?: boolean): void;
  /** Topics that somebody listens to. */
  readonly listened: Set<string>;
  /** While true, PUBACK is withheld. */
  hold: boolean;
  /** Acknowledges the oldest `count` messages that are held. */
  release(count: number): void;
  readonly held: () => number;
  cutAll(): void;
  /** Resolves when `condition` holds; looked at after every packet. */
  until(condition: () => boolean): Promise<void>;
  readonly online: Map<string, boolean>;
  refuse: boolean;
  close(): Promise<void>;
}

export async function startTestBroker(): Promise<TestBroker> {
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let telling: Promise<void> = Promise.resolve();
  let waiting: { condition: () => boolean; resolve: () => void }[] = [];
  const settle = () => {
    const ready = waiting.filter(({ condition }) => condition());
    waiting = waiting.filter((one) => !ready.includes(one));
    for (const { resolve } of ready) resolve();
  };

  const broker = await Aedes.createBroker({
    authenticate: (_client, _user, _password, done) => {
      done(null, !self.refuse);
      setImmediate(settle);
    },
    authorizePublish: (_client, packet, done) => {
      accept(packet, () => done(null));
      settle();
    },
  });
  broker.on('subscribe', (subscriptions) => {
    for (const { topic } of subscriptions) self.listened.add(topic);
    setImmediate(settle);
  });
  broker.on('unsubscribe', (topics) => {
    for (const topic of topics) self.listened.delete(topic);
  });
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      settle();
    });
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test broker has no port.');

  function accept(packet: PublishPacket, done: () => void): void {
    const [, , , device = '', channel] = packet.topic.split('/');
    const payload = JSON.parse(packet.payload.toString());
    if (channel === 'status') {
      self.online.set(device, payload.online);
      done();
      return;
    }
    self.arrived.push({ topic: packet.topic, payload });
    if (self.hold) held.push(done);
    else done();
  }

  const self: TestBroker = {
    url: `mqtt://127.0.0.1:${address.port}`,
    arrived: [],
    tell: (topic, payload, retain = false) => {
      const packet = { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, dup: false, retain } as const;
      // One after the other: what is overtaken would be taken for a repetition and dropped.
      telling = telling.then(() => new Promise((told) => broker.publish(packet, () => told())));
    },
    listened: new Set(),
    hold: false,
    release: (count) => {
      for (const done of held.splice(0, count)) done();
    },
    held: () => held.length,
    cutAll: () => {
      held.length = 0;
      for (const socket of sockets) socket.destroy();
    },
    until: (condition) =>
      new Promise((resolve) => {
        waiting.push({ condition, resolve });
        settle();
      }),
    online: new Map(),
    refuse: false,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}
