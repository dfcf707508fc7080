/**
 * Takes the events of an ONVIF camera or sensor: configured items become readings, tampering and signal loss become
 * the camera's health. Only numbers and switches that are named in the configuration leave; texts never do. The device
 * is found by address, or by the endpoint name it keeps.
 */
import type { DeviceEvent } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import {
  aList,
  aNumber,
  anObject,
  aText,
  aTextRecord,
  optional,
  type Reader,
  type ShapeOf,
  withDefault,
} from '../../../agent/json-config.ts';
import { readPassword } from '../../../agent/private-file.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { measureShape, observationFrom, type SaidQuality } from '../../measure.ts';
import { createPoller } from '../../poller.ts';
import { sourceError } from '../../source-state.ts';
import { PROBE_HOST, PROBE_PORT, probe } from './discovery.ts';
import { createImageHealth } from './image-health.ts';
import { type Notification, numberFromItem, plainTopic } from './notification.ts';
import { createPullPoint, type PullPoint } from './pull-point.ts';

const eventShape = {
  /** With or without prefixes, for instance `RuleEngine/CellMotionDetector/Motion`. */
  topic: aText,
  /** Name of the data item. */
  item: aText,
  /** Items of the source that must have these values, for instance `{"Rule": "gate"}`. */
  source: withDefault(aTextRecord, {}),
  ...measureShape,
};
const shape = {
  /** Address of the device service. */
  url: optional(aText),
  /** Or the name by which the device answers a probe, for instance `urn:uuid:...`. */
  endpoint: optional(aText),
  probeHost: withDefault(aText, PROBE_HOST),
  probePort: withDefault(aNumber(1, 65_535), PROBE_PORT),
  username: optional(aText),
  /** A file of mode 0600 that holds the password alone. */
  passwordFile: optional(aText),
  timeoutMs: withDefault(aNumber(10, 60_000), 5000),
  events: withDefault(aList(anObject(eventShape)), []),
  /** Asset whose health is told from tampering and signal loss; left out: it is not told. */
  camera: optional(aText),
};
const readShape = anObject(shape);
type OnvifConfig = ShapeOf<typeof shape>;

const config: Reader<OnvifConfig> = (value, place) => {
  const read = readShape(value, place);
  if ((read.url === undefined) === (read.endpoint === undefined)) {
    throw new AppError('CONFIG', `${place} must have either url or endpoint.`);
  }
  if (read.url !== undefined && !/^https?:\/\//.test(URL.canParse(read.url) ? read.url : '')) {
    throw new AppError('CONFIG', `${place}.url "${read.url}" is no address that begins with http:// or https://.`);
  }
  if (read.events.length > 0 || read.camera !== undefined) return read;
  throw new AppError('CONFIG', `${place} must name events or a camera; otherwise nothing would be read.`);
};

const PULL_PAUSE_MS = 100;
const PROBE_WAIT_MS = 3000;
const CLOCK_OFF_MS_MAX = 5000;
const UNSUBSCRIBE_MS_MAX = 1000;

function createOnvifDriver(settings: OnvifConfig, deps: DriverDeps): Driver {
  const { username, passwordFile, timeoutMs, camera } = settings;
  const source = `The ONVIF device ${settings.url ?? settings.endpoint}`;
  const health = createImageHealth();
  let pullPoint: PullPoint | null = null;

  async function urlOf(signal: AbortSignal): Promise<string> {
    const { url, endpoint, probeHost: host, probePort: port } = settings;
    if (url !== undefined) return url;
    const isWanted = (one: { endpoint: string }) => one.endpoint === endpoint;
    const found = await probe({ host, port, waitMs: PROBE_WAIT_MS }, deps.chance, signal, isWanted);
    const wanted = found.find(isWanted);
    if (wanted?.urls[0] !== undefined) return wanted.urls[0];
    throw sourceError(`${source} does not answer the probe; ${found.length} others do.`);
  }

  async function subscribed(signal: AbortSignal): Promise<PullPoint> {
    if (pullPoint !== null) return pullPoint;
    const password = passwordFile === undefined ? '' : readPassword(passwordFile);
    const credentials = username === undefined ? null : { username, password };
    const url = await urlOf(signal);
    const { nowMs, monotonicMs } = deps.clock;
    pullPoint = await createPullPoint(
      { url, credentials, timeoutMs },
      { nowMs, monotonicMs, chance: deps.chance },
      signal,
    );
    return pullPoint;
  }

  async function ask(signal: AbortSignal): Promise<object> {
    try {
      const point = await subscribed(signal);
      const notifications = await point.pull(signal);
      await tell(health.online());
      for (const notification of notifications) await hand(notification, point.clockOffsetMs);
      return {};
    } catch (error) {
      if (!signal.aborted) {
        pullPoint = null;
        await tell(health.offline());
      }
      throw error;
    }
  }

  async function tell(state: (DeviceEvent & { event: 'camera.health' })['state'] | null): Promise<void> {
    if (camera === undefined || state === null) return;
    await deps.report({ event: 'camera.health', at: deps.clock.nowMs(), asset: camera, state });
  }

  async function hand(notification: Notification, clockOffsetMs: number): Promise<void> {
    const { topic, atMs, source: from, data } = notification;
    await tell(health.hear(topic, data));
    // The clock is told in whole seconds: a small difference is none.
    const isClockOff = Math.abs(clockOffsetMs) > CLOCK_OFF_MS_MAX;
    const quality: SaidQuality = isClockOff ? { verdict: 'uncertain', flags: ['clock'] } : { verdict: 'good' };
    const at = atMs === null ? deps.clock.nowMs() : Math.round(atMs - (isClockOff ? clockOffsetMs : 0));
    for (const wanted of settings.events) {
      if (plainTopic(wanted.topic) !== topic || !(wanted.item in data)) continue;
      if (Object.entries(wanted.source).some(([name, value]) => from[name] !== value)) continue;
      const observation = observationFrom(wanted, at, numberFromItem(data[wanted.item]), quality);
      if (observation === null) deps.rejected('value');
      else await deps.observe(observation);
    }
  }

  const poller = createPoller({ source, intervalMs: PULL_PAUSE_MS }, deps, ask);
  return {
    ...poller,
    stop: async () => {
      await poller.stop();
      // A device has few subscriptions to give; one that does not answer lets it run out.
      await pullPoint?.unsubscribe(AbortSignal.timeout(UNSUBSCRIBE_MS_MAX)).catch(() => undefined);
      pullPoint = null;
    },
  };
}

export const onvifDriver: DriverKind<OnvifConfig> = { kind: 'onvif', config, create: createOnvifDriver };
