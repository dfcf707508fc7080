/**
 * A platform of GB/T 28181-2016 for the state of cameras: devices register over UDP with a digest, keep themselves
 * alive, and are asked for their catalogue. Whether a configured channel is there becomes a reading, 1 or 0; a device
 * that went away takes its channels with it. No media is asked for.
 */
import {
  aList,
  aNumber,
  anObject,
  aText,
  aTextLike,
  optional,
  type ShapeOf,
  withDefault,
} from '../../../agent/json-config.ts';
import { readPassword } from '../../../agent/private-file.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { createIntake } from '../../intake.ts';
import { measureShape, observationFrom } from '../../measure.ts';
import { createSourceState, sentenceOf } from '../../source-state.ts';
import { catalogueQuery, type Manscdp, manscdpFrom } from './manscdp.ts';
import { createRegistrar, type Peer, type RegisterVerdict } from './registrar.ts';
import { encodeAnswer, encodeSip, headerOf, type SipMessage, userOf } from './sip.ts';
import { createSipSocket } from './sip-socket.ts';

const aNumberOf20 = aTextLike(/^\d{20}$/, 'twenty digits');

const deviceShape = {
  id: aNumberOf20,
  /** A file of mode 0600 that holds the password alone; left out: the device needs none. */
  passwordFile: optional(aText),
  channels: aList(anObject({ id: aNumberOf20, ...measureShape }), 1),
};
type Device = ShapeOf<typeof deviceShape>;

const shape = {
  host: withDefault(aText, '0.0.0.0'),
  port: withDefault(aNumber(0, 65_535), 5060),
  /** Number of this platform; its first ten digits are the realm. */
  serverId: aNumberOf20,
  devices: aList(anObject(deviceShape), 1),
  /** Time that devices are told, east of UTC. */
  utcOffsetMin: withDefault(aNumber(-720, 840), 480),
  catalogueIntervalMs: withDefault(aNumber(50, 86_400_000), 60_000),
  /** Three intervals of the keep-alive, which is 60 s unless the device was told otherwise. */
  keepAliveMsMax: withDefault(aNumber(50, 86_400_000), 180_000),
};
type Gb28181Config = ShapeOf<typeof shape>;

function createGb28181Driver(config: Gb28181Config, deps: DriverDeps): Driver {
  const { host, serverId, keepAliveMsMax, catalogueIntervalMs } = config;
  const realm = serverId.slice(0, 10);
  const devices = new Map(config.devices.map((device) => [device.id, device]));
  const missing = new Map<string, string>();
  const catalogues = new Map<string, { serial: number; seen: Set<string>; items: number }>();
  const state = createSourceState(deps);
  const intake = createIntake(deps);
  const registrar = createRegistrar({ realm, keepAliveMsMax, passwordOf }, deps.clock.monotonicMs, deps.chance);
  const socket = createSipSocket({ host, port: config.port }, state, deps, hear);
  let serial = 0;
  let timer: NodeJS.Timeout | null = null;

  function passwordOf(deviceId: string): string | null | undefined {
    const device = devices.get(deviceId);
    if (device === undefined) return undefined;
    return device.passwordFile === undefined ? null : readPassword(device.passwordFile);
  }

  function hear(request: SipMessage, from: Peer): void {
    const answer = (status: number, reason: string, more: readonly (readonly [string, string])[] = []) =>
      socket.send(encodeAnswer(request, status, reason, deps.chance.hex64(), more), from);
    if (request.method === 'REGISTER') hearRegister(request, from, answer);
    else if (request.method === 'MESSAGE') hearMessage(request, from, answer);
    else answer(405, 'Method Not Allowed', [['Allow', 'REGISTER, MESSAGE']]);
  }

  type Answer = (status: number, reason: string, more?: readonly (readonly [string, string])[]) => void;

  function refuse(reason: string, sentence: string): void {
    deps.rejected(reason);
    state.up(sentence);
  }

  function hearRegister(request: SipMessage, from: Peer, answer: Answer): void {
    const verdict = verdictOn(request, from);
    switch (verdict.kind) {
      case 'challenge': {
        const challenge = `Digest realm="${realm}", nonce="${verdict.nonce}", algorithm=MD5`;
        answer(401, 'Unauthorized', [['WWW-Authenticate', challenge]]);
        break;
      }
      case 'refused':
        refuse('register', verdict.sentence);
        answer(403, 'Forbidden');
        break;
      case 'left':
        tellAbsent(verdict.deviceId);
        answer(200, 'OK');
        break;
      case 'registered':
        state.up();
        answer(200, 'OK', [
          ['Contact', headerOf(request, 'contact')],
          ['Expires', String(verdict.expiresS)],
          ['Date', localTime(deps.clock.nowMs())],
        ]);
        if (verdict.isNew) askCatalogue(verdict.deviceId);
    }
  }

  function verdictOn(request: SipMessage, from: Peer): RegisterVerdict {
    try {
      return registrar.register(request, from);
    } catch (error) {
      return { kind: 'refused', sentence: sentenceOf(error, 'A registration') };
    }
  }

  /** Devices set their clocks by it (9.10). */
  const localTime = (ms: number) => new Date(ms + config.utcOffsetMin * 60_000).toISOString().slice(0, -1);

  function hearMessage(request: SipMessage, from: Peer, answer: Answer): void {
    const deviceId = userOf(headerOf(request, 'from'));
    const registered = registrar.online(deviceId);
    const message = manscdpFrom(request.body);
    if (registered === null || registered.address !== from.address) {
      deps.rejected('unregistered');
      answer(403, 'Forbidden');
    } else if (message === null) {
      refuse('message', `The GB/T 28181 device ${deviceId} sent a message that cannot be read.`);
      answer(400, 'Bad Request');
    } else {
      registered.aliveMs = deps.clock.monotonicMs();
      state.up();
      answer(200, 'OK');
      if (message.kind === 'catalogue') hearCatalogue(deviceId, message);
    }
  }

  function hearCatalogue(deviceId: string, { serial: said, sum, items }: Manscdp & { kind: 'catalogue' }): void {
    const catalogue = catalogues.get(deviceId);
    const device = devices.get(deviceId);
    if (catalogue === undefined || device === undefined || catalogue.serial !== said) {
      deps.rejected('catalogue');
      return;
    }
    catalogue.items += items.length;
    for (const { channelId, isOn } of items) {
      if (catalogue.seen.has(channelId) || !device.channels.some(({ id }) => id === channelId)) continue;
      catalogue.seen.add(channelId);
      tell(device, channelId, isOn);
    }
    if (catalogue.items < sum) return;
    const absent = device.channels.find(({ id }) => !catalogue.seen.has(id))?.id;
    if (absent === undefined) missing.delete(deviceId);
    else missing.set(deviceId, `The GB/T 28181 device ${deviceId} has no channel ${absent}.`);
  }

  function tell(device: Device, channelId: string, isOn: boolean): void {
    const at = deps.clock.nowMs();
    for (const channel of device.channels) {
      if (channel.id === channelId) intake.take(observationFrom(channel, at, isOn ? 1 : 0));
    }
  }

  function tellAbsent(deviceId: string): void {
    const device = devices.get(deviceId);
    if (device === undefined) return;
    for (const id of new Set(device.channels.map((channel) => channel.id))) tell(device, id, false);
  }

  function askCatalogue(deviceId: string): void {
    const peer = registrar.online(deviceId);
    if (peer === null) {
      tellAbsent(deviceId);
      return;
    }
    serial = (serial % 999_999) + 1;
    catalogues.set(deviceId, { serial, seen: new Set(), items: 0 });
    const here = `${host}:${socket.port() ?? config.port}`;
    const callId = deps.chance.hex64();
    const headers: readonly (readonly [string, string])[] = [
      ['Via', `SIP/2.0/UDP ${here};rport;branch=z9hG4bK${deps.chance.hex64()}`],
      ['From', `<sip:${serverId}@${realm}>;tag=${deps.chance.hex64()}`],
      ['To', `<sip:${deviceId}@${realm}>`],
      ['Call-ID', callId],
      ['CSeq', `${serial} MESSAGE`],
      ['Max-Forwards', '70'],
      ['Content-Type', 'Application/MANSCDP+xml'],
    ];
    const first = `MESSAGE sip:${deviceId}@${peer.address}:${peer.port} SIP/2.0`;
    socket.request(callId, encodeSip(first, headers, catalogueQuery(deviceId, serial)), peer);
  }

  function absence(): string | null {
    const away = config.devices.find(({ id }) => registrar.online(id) === null);
    if (away !== undefined) return `The GB/T 28181 device ${away.id} is not registered or no longer alive.`;
    return [...missing.values()][0] ?? null;
  }

  return {
    start: async () => {
      socket.start();
      timer = setInterval(() => {
        for (const { id } of config.devices) askCatalogue(id);
      }, catalogueIntervalMs);
    },
    stop: async () => {
      if (timer !== null) clearInterval(timer);
      await socket.stop();
    },
    connected: () => socket.port() !== null && config.devices.some(({ id }) => registrar.online(id) !== null),
    fault: () => state.fault() ?? absence(),
  };
}

export const gb28181Driver: DriverKind<Gb28181Config> = {
  kind: 'gb28181',
  config: anObject(shape),
  create: createGb28181Driver,
};
