/**
 * A host of Sparkplug B: subscribes to the configured edge nodes on an MQTT broker, takes births and data, and asks a
 * node to be born again when a message is missing. A metric of bad quality is handed over as bad, a stale one as
 * uncertain.
 */
import { AppError } from '@chengyun/platform/service/service.ts';
import { connect, type MqttClient } from 'mqtt';
import {
  aList,
  anAddress,
  anObject,
  aText,
  optional,
  type Reader,
  type ShapeOf,
  withDefault,
} from '../../../agent/json-config.ts';
import { readPassword } from '../../../agent/private-file.ts';
import { createBackoff } from '../../../uplink/backoff.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { createIntake } from '../../intake.ts';
import { measureShape, observationFrom, type SaidQuality } from '../../measure.ts';
import { createSourceState, messageOf, sentenceOf } from '../../source-state.ts';
import { createEdgeNode, type NamedMetric, type Verb } from './edge-node.ts';
import { decodePayload, encodePayload, numberFrom } from './payload.ts';

const aBroker = anAddress('mqtt://', 'mqtts://');

const aTopicLevel: Reader<string> = (value, place) => {
  const text = aText(value, place);
  if (!/[/+#]/.test(text)) return text;
  throw new AppError('CONFIG', `${place} "${text}" must not contain /, + or #.`);
};

const metricShape = {
  /** Left out: a metric of the node itself. */
  device: withDefault(aTopicLevel, ''),
  name: aText,
  ...measureShape,
};
const nodeShape = { group: aTopicLevel, node: aTopicLevel, metrics: aList(anObject(metricShape), 1) };
const shape = {
  mqttUrl: aBroker,
  username: optional(aText),
  /** A file of mode 0600 that holds the password alone. */
  passwordFile: optional(aText),
  clientId: optional(aText),
  nodes: aList(anObject(nodeShape), 1),
};
type SparkplugConfig = ShapeOf<typeof shape>;

const VERBS: readonly string[] = ['NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH', 'DDATA', 'DDEATH'];
const PAYLOAD_BYTES_MAX = 1024 * 1024;
const REBIRTH_MS_MIN = 5000;
const CONNECT_MS_MAX = 10_000;

interface Followed {
  readonly name: string;
  readonly group: string;
  readonly node: string;
  readonly metrics: SparkplugConfig['nodes'][number]['metrics'];
  readonly state: ReturnType<typeof createEdgeNode>;
  askedMs: number;
}

function createSparkplugDriver(config: SparkplugConfig, deps: DriverDeps): Driver {
  const broker = new URL(config.mqttUrl).host;
  const state = createSourceState(deps);
  const intake = createIntake(deps);
  const backoff = createBackoff(500, 60_000, deps.chance.fraction);
  const nodes = new Map<string, Followed>();
  for (const { group, node, metrics } of config.nodes) {
    const name = `${group}/${node}`;
    nodes.set(name, { name, group, node, metrics, state: createEdgeNode(), askedMs: -Infinity });
  }
  let client: MqttClient | null = null;
  let retry: NodeJS.Timeout | null = null;
  let isRunning = false;

  function dial(): void {
    try {
      open();
    } catch (error) {
      lost(sentenceOf(error, `The Sparkplug broker ${broker}`));
    }
  }

  function open(): void {
    const { username, passwordFile, clientId = `chengyun-${deps.device}` } = config;
    const signIn = {
      ...(username === undefined ? {} : { username }),
      ...(passwordFile === undefined ? {} : { password: readPassword(passwordFile) }),
    };
    const fresh = connect(config.mqttUrl, {
      ...signIn,
      clientId,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_MS_MAX,
    });
    client = fresh;
    let reason = 'closed the connection';
    fresh.on('connect', () => {
      backoff.reset();
      state.up();
      for (const { group, node } of nodes.values()) {
        fresh.subscribe([`spBv1.0/${group}/+/${node}`, `spBv1.0/${group}/+/${node}/+`]);
      }
      // Births are not kept by a broker.
      for (const node of nodes.values()) askRebirth(node);
    });
    fresh.on('message', (topic, bytes) => hear(topic, bytes));
    fresh.on('error', (error) => {
      reason = `failed: ${messageOf(error)}`;
    });
    fresh.on('close', () => {
      fresh.end(true);
      if (client === fresh) lost(`The Sparkplug broker ${broker} ${reason}.`);
    });
  }

  function lost(sentence: string): void {
    client = null;
    state.down(sentence);
    for (const node of nodes.values()) {
      node.state.forget();
      node.askedMs = -Infinity;
    }
    deps.rejected('source');
    if (isRunning) retry = setTimeout(dial, backoff.nextMs());
  }

  function hear(topic: string, bytes: Buffer): void {
    const [, group = '', verb = '', node = '', sparkplugDevice = ''] = topic.split('/');
    const followed = nodes.get(`${group}/${node}`);
    if (followed === undefined || !VERBS.includes(verb)) return;
    const payload = bytes.length > PAYLOAD_BYTES_MAX ? null : decodePayload(bytes);
    if (payload === null) {
      deps.rejected('payload');
      return;
    }
    const heard = followed.state.hear(verb as Verb, sparkplugDevice, payload);
    if (heard.kind === 'gap') {
      deps.rejected(heard.reason);
      askRebirth(followed);
    } else if (heard.kind === 'metrics') {
      for (let index = 0; index < heard.unknown; index++) deps.rejected('alias');
      for (const metric of heard.metrics) hand(followed, metric, metric.at ?? payload.at);
    }
  }

  function hand({ metrics }: Followed, metric: NamedMetric, at: number | null): void {
    for (const wanted of metrics) {
      if (wanted.name !== metric.name || wanted.device !== metric.sparkplugDevice) continue;
      if (metric.isNull) deps.rejected('missing');
      else if (at === null) deps.rejected('time');
      else intake.take(observationFrom(wanted, at, numberFrom(metric.raw, metric.datatype), qualityOf(metric)));
    }
  }

  /** At most one request in a while, so that a node that does not obey is not flooded. */
  function askRebirth(followed: Followed): void {
    const nowMs = deps.clock.monotonicMs();
    if (nowMs - followed.askedMs < REBIRTH_MS_MIN) return;
    followed.askedMs = nowMs;
    const metrics = [{ name: 'Node Control/Rebirth', datatype: 11, value: true }];
    const { group, node } = followed;
    client?.publish(`spBv1.0/${group}/NCMD/${node}`, encodePayload({ at: deps.clock.nowMs(), metrics }));
  }

  function absence(): string | null {
    const absent = [...nodes.values()].find((node) => !node.state.isBorn());
    return absent === undefined ? null : `The Sparkplug node ${absent.name} at ${broker} has not said who it is.`;
  }

  return {
    start: async () => {
      isRunning = true;
      dial();
    },
    stop: async () => {
      isRunning = false;
      if (retry !== null) clearTimeout(retry);
      const closing = client;
      client = null;
      await closing?.endAsync(true);
    },
    connected: () => state.connected() && [...nodes.values()].some((node) => node.state.isBorn()),
    fault: () => state.fault() ?? absence(),
  };
}

/** Sparkplug 3.0, 6.4.10: 0 bad, 192 good, 500 stale. */
function qualityOf({ qualityCode }: NamedMetric): SaidQuality {
  if (qualityCode === null || qualityCode === 192) return { verdict: 'good' };
  return { verdict: qualityCode === 0 ? 'bad' : 'uncertain' };
}

export const sparkplugDriver: DriverKind<SparkplugConfig> = {
  kind: 'sparkplug-b',
  config: anObject(shape),
  create: createSparkplugDriver,
};
