/**
 * One MQTT 3.1.1 connection, from dial to close. MQTT.js keeps no store and never reconnects here: the outbox is the
 * store, and the uplink opens the next connection.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type DeviceCredentials, type StatusMessage, topicOf } from '@chengyun/contracts';
import { MqttClient } from 'mqtt';

export interface ConnectionConfig {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly mqttUrl: string;
  /** Authority that signed the broker's certificate, PEM; those that Node trusts when left out. */
  readonly ca?: string | undefined;
  readonly credentials: DeviceCredentials;
  readonly keepaliveS: number;
  readonly connectTimeoutMs: number;
}

/** `refused`: the broker did not accept the credentials. `distrusted`: its certificate is not to be believed. */
export type CloseKind = 'lost' | 'refused' | 'distrusted';

export interface ConnectionEvents {
  onOpen(): void;
  /** Comes once, also after a failed dial. */
  onClose(reason: string, kind: CloseKind): void;
  /** What a topic that was subscribed to says. */
  onMessage(topic: string, payload: Uint8Array): void;
}

export interface Connection {
  /** `acked` is called when the broker's PUBACK arrived; never after the connection was closed. */
  publish(topic: string, payload: string, options: { retain?: boolean }, acked: () => void): void;
  /** Listens until the connection is closed. */
  subscribe(topics: readonly string[]): void;
  /** What `work` publishes leaves in one piece: a broker handles a burst together, and small packets are fewer. */
  together(work: () => void): void;
  /** Drops the connection at once; the broker sends the last will. */
  cut(): void;
}

/** CONNACK return codes: identifier rejected, bad user name or password, not authorized. */
const REFUSALS = [2, 4, 5];
/** What OpenSSL and Node call a certificate that cannot be believed. */
const DISTRUST = /CERT|UNABLE_TO_|ERR_TLS/;

function kindOf(code: unknown): CloseKind {
  if (typeof code === 'number') return REFUSALS.includes(code) ? 'refused' : 'lost';
  return typeof code === 'string' && DISTRUST.test(code) ? 'distrusted' : 'lost';
}

/** An address is not a name that a server could be asked for (RFC 6066). */
const tlsName = (host: string) => (isIP(host) === 0 ? { servername: host } : {});

export function openConnection(config: ConnectionConfig, nowMs: () => number, events: ConnectionEvents): Connection {
  const { credentials, keepaliveS, connectTimeoutMs } = config;
  const { device, secret } = credentials;
  const url = new URL(config.mqttUrl);
  const secure = url.protocol === 'mqtts:';
  const host = url.hostname;
  const port = Number(url.port || (secure ? 8883 : 1883));
  const will: StatusMessage = { v: 1, device, online: false, sent_at: nowMs() };
  let open = true;
  let reason = 'closed by the broker';
  let kind: CloseKind = 'lost';
  let socket: Socket | null = null;

  const client = new MqttClient(
    () => {
      socket = secure
        ? connectTls({ host, port, ...tlsName(host), ...(config.ca === undefined ? {} : { ca: config.ca }) })
        : connectTcp({ host, port });
      // Without it small messages wait 40 ms for the acknowledgement of the one before.
      socket.setNoDelay(true);
      return socket;
    },
    {
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: device,
      username: device,
      password: secret,
      clean: true,
      keepalive: keepaliveS,
      connectTimeout: connectTimeoutMs,
      reconnectPeriod: 0,
      queueQoSZero: false,
      will: { topic: topicOf(device, 'status'), payload: Buffer.from(JSON.stringify(will)), qos: 1, retain: true },
    },
  );

  function close(): void {
    if (!open) return;
    open = false;
    client.end(true);
    events.onClose(reason, kind);
  }

  client.on('connect', () => {
    if (open) events.onOpen();
  });
  client.on('error', (error: Error & { code?: unknown }) => {
    reason = error.message === '' ? String(error.code) : error.message;
    kind = kindOf(error.code);
    close();
  });
  client.on('close', close);
  client.on('message', (topic, payload) => {
    if (open) events.onMessage(topic, payload);
  });

  return {
    publish: (topic, payload, { retain = false }, acked) => {
      client.publish(topic, payload, { qos: 1, retain }, (error) => {
        if (!error && open) acked();
      });
    },
    subscribe: (topics) => {
      client.subscribe([...topics], { qos: 1 });
    },
    together: (work) => {
      socket?.cork();
      work();
      socket?.uncork();
    },
    cut: close,
  };
}
