/** The configuration file of the camera agent. Zones, lines and masks are in parts of the picture, 0 to 1, from the top left. */
import { isDeviceId } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import {
  aFlag,
  aList,
  aNumber,
  anObject,
  aText,
  oneOf,
  optional,
  type Reader,
  readJsonConfig,
  withDefault,
} from '../agent/json-config.ts';
import { isFileSource, type Mask, type SourceConfig } from './source/ffmpeg-arguments.ts';
import type { Point } from './zones/geometry.ts';
import type { LineConfig } from './zones/line-counter.ts';
import { WHOLE_VIEW, type ZoneConfig } from './zones/zone.ts';

/** Maps the wall clock to the timeline that the camera belongs to; left out, both are the same. */
export interface CameraTimeline {
  /** Timeline milliseconds per wall millisecond. */
  readonly pace: number;
  readonly anchorWallMs: number;
  readonly anchorTimelineMs: number;
}

export interface CameraConfig {
  readonly device: string;
  readonly credentialsFile: string;
  /** Asset of the camera itself, for its health; left out: the device's own. */
  readonly asset?: string | undefined;
  readonly source: SourceConfig;
  /** Detector by its id under `models/`, or the path of a manifest. */
  readonly model: string;
  readonly threshold?: number | undefined;
  readonly framesPerS: number;
  readonly widthPxMax: number;
  readonly masks: readonly Mask[];
  readonly zones: readonly ZoneConfig[];
  readonly lines: readonly LineConfig[];
  /** Wall time between two reports. */
  readonly reportEveryMs: number;
  readonly timeline?: CameraTimeline | undefined;
}

export interface CameraAgentConfig {
  readonly mqttUrl: string;
  readonly outboxDir: string;
  readonly outboxBytesMax?: number | undefined;
  /** Where each camera keeps the last good configuration that it was sent; beside the outboxes when left out. */
  readonly keptDir?: string | undefined;
  readonly cameras: readonly CameraConfig[];
}

export const CAMERA_DEFAULTS = {
  ...{ framesPerS: 4, widthPxMax: 640, reportEveryMs: 2000 },
  ...{ masks: [], zones: [WHOLE_VIEW], lines: [] },
};

const aShare = aNumber(0, 1);

const aPoint: Reader<Point> = (value, place) => {
  const [x, y, ...more] = aList(aShare, 2)(value, place);
  if (x === undefined || y === undefined || more.length > 0) {
    throw new AppError('CONFIG', `${place} must be a pair of numbers.`);
  }
  return [x, y];
};

const aDevice: Reader<string> = (value, place) => {
  const device = aText(value, place);
  if (!isDeviceId(device)) throw new AppError('CONFIG', `${place} "${device}" is no device id.`);
  return device;
};

const zone: Reader<ZoneConfig> = anObject({
  id: aText,
  asset: optional(aText),
  polygon: aList(aPoint, 3),
  counts: withDefault(aList(oneOf('vehicles', 'people'), 1), ['vehicles']),
  capacity: optional(aNumber(1, 1000)),
});

const line: Reader<LineConfig> = anObject({
  id: aText,
  asset: optional(aText),
  ends: (value, place) => {
    const [first, second, ...more] = aList(aPoint, 2)(value, place);
    if (first === undefined || second === undefined || more.length > 0) {
      throw new AppError('CONFIG', `${place} must be two points.`);
    }
    return [first, second] as const;
  },
});

/** `url` may be a path relative to the working folder; a mere text is the url. */
const source: Reader<SourceConfig> = (value, place) =>
  typeof value === 'string' ? { url: aText(value, place) } : sourceFields(value, place);

const sourceFields = anObject({
  url: aText,
  rtspTransport: optional(oneOf('tcp', 'udp')),
  loop: optional(aFlag),
  lossless: optional(aFlag),
});

export const aCamera: Reader<CameraConfig> = anObject({
  device: aDevice,
  credentialsFile: aText,
  asset: optional(aText),
  source,
  model: aText,
  threshold: optional(aShare),
  framesPerS: withDefault(aNumber(0.1, 60), CAMERA_DEFAULTS.framesPerS),
  widthPxMax: withDefault(aNumber(64, 4096), CAMERA_DEFAULTS.widthPxMax),
  masks: withDefault(aList(anObject({ x: aShare, y: aShare, w: aShare, h: aShare })), CAMERA_DEFAULTS.masks),
  zones: withDefault(aList(zone, 1), CAMERA_DEFAULTS.zones),
  lines: withDefault(aList(line), CAMERA_DEFAULTS.lines),
  reportEveryMs: withDefault(aNumber(100, 3_600_000), CAMERA_DEFAULTS.reportEveryMs),
  timeline: optional(anObject({ pace: aNumber(0.001, 1e6), anchorWallMs: aNumber(0), anchorTimelineMs: aNumber(0) })),
});

const agentConfig = anObject({
  mqttUrl: aText,
  outboxDir: aText,
  outboxBytesMax: optional(aNumber(64 * 1024)),
  keptDir: optional(aText),
  cameras: aList(aCamera),
});

const CAMERAS_MAX = 64;

export function readCameraConfig(path: string): CameraAgentConfig {
  const config = readJsonConfig(path, agentConfig);
  if (config.cameras.length > CAMERAS_MAX) {
    throw new AppError('CONFIG', `${path} lists more than ${CAMERAS_MAX} cameras; run a second camera agent.`);
  }
  for (const { device, source } of config.cameras) {
    if (source.lossless && !isFileSource(source.url)) {
      throw new AppError('CONFIG', `${path}: the camera ${device} is no file, so it cannot be judged without loss.`);
    }
  }
  return config;
}
