/** A device that says over MQTT whatever a test wants, good or bad. */
import { randomBytes } from 'node:crypto';
import { type Observation, topicOf } from '@chengyun/contracts';
import { connectAsync } from 'mqtt';

export interface Credentials {
  readonly device: string;
  readonly secret: string;
}

export type Reading = Pick<Observation, 'metric' | 'value'> & Partial<Observation>;

export interface Sender {
  readonly device: string;
  /** One well-formed message; resolves when the broker has acknowledged it. `at` is now unless given. */
  observe(readings: readonly Reading[]): Promise<void>;
  /** The message that `observe` would send next, for tests that spoil it. */
  message(readings: readonly Reading[]): Record<string, unknown>;
  /** Any bytes on any topic with QoS 1; resolves with the PUBACK. */
  publish(topic: string, payload: string | Buffer): Promise<void>;
  stop(): Promise<void>;
}

/**
 * `nowMs` is the time of the device's timeline; the wall's for live. With `reconnectMs` above 0 it connects again and
 * says anew what nobody had acknowledged.
 */
export async function createSender(
  mqttUrl: string,
  { device, secret }: Credentials,
  nowMs: () => number = Date.now,
  reconnectMs = 0,
): Promise<Sender> {
  const client = await connectAsync(mqttUrl, {
    username: device,
    password: secret,
    clientId: 'test',
    protocolVersion: 4,
    reconnectPeriod: reconnectMs,
    // A broker that has just begun refuses until it can write.
    reconnectOnConnackError: reconnectMs > 0,
  });
  // Said by what is not acknowledged.
  client.on('error', () => {});
  const epoch = `1-${randomBytes(8).toString('hex')}`;
  let seq = 0;
  const message = (readings: readonly Reading[]) => {
    const at = Math.round(nowMs());
    const items = readings.map((reading) => ({ at, ...reading }));
    return { v: 1, device, epoch, seq: ++seq, sent_at: Date.now(), items };
  };
  const publish = async (topic: string, payload: string | Buffer) => {
    await client.publishAsync(topic, payload, { qos: 1 });
  };
  return {
    device,
    message,
    publish,
    observe: (readings) => publish(topicOf(device, 'observations'), JSON.stringify(message(readings))),
    stop: () => client.endAsync(true),
  };
}
