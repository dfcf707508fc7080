/** The configuration file of the camera agent. Zones, lines and masks are in parts of the picture, 0 to 1, from the top left. */
import {
  COUNTED,
  faultOfGround,
  faultOfKinds,
  GROUND_METRES_MAX,
  type Ground,
  isDeviceId,
  LINE_COUNTED,
  ZONE_KINDS,
} from '@chengyun/contracts';
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
import { PRIORITIES, type Priority } from './pace/turns.ts';
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
  /** Left out: as wide as the model looks. */
  readonly widthPxMax?: number | undefined;
  /** Where nothing moves, judge a frame every two seconds; the others are taken to show the same. */
  readonly motionGate: boolean;
  /** Who is judged first when the box is full. */
  readonly priority: Priority;
  readonly masks: readonly Mask[];
  readonly zones: readonly ZoneConfig[];
  readonly lines: readonly LineConfig[];
  /** Ties the picture to metres; without it nothing is measured in them. */
  readonly ground?: Ground | undefined;
  /** Wall time between two reports. */
  readonly reportEveryMs: number;
  readonly timeline?: CameraTimeline | undefined;
}

export interface CameraAgentConfig {
  readonly mqttUrl: string;
  /** Authority that signed the broker's certificate, PEM; those that Node trusts when left out. */
  readonly mqttCaFile?: string | undefined;
  readonly outboxDir: string;
  readonly outboxBytesMax?: number | undefined;
  /** Where each camera keeps the last good configuration that it was sent; beside the outboxes when left out. */
  readonly keptDir?: string | undefined;
  /** Where frames are kept, encrypted; beside the outboxes when left out. */
  readonly ringDir?: string | undefined;
  /** Of each camera, ten minutes and 64 MiB when left out; no seconds: nothing is kept. */
  readonly ring?: { readonly keepS: number; readonly bytesMax: number } | undefined;
  /** Decode in hardware where the box has it; true when left out. */
  readonly hardwareDecode?: boolean | undefined;
  /** At most so many threads judge frames; by processors and cameras when left out. */
  readonly threads?: number | undefined;
  /**
   * Execution providers of ONNX Runtime in the order in which they are tried: `["cuda", "cpu"]` falls back and says so,
   * `["cuda"]` refuses where there is none; the processor when left out.
   */
  readonly providers?: readonly string[] | undefined;
  readonly cameras: readonly CameraConfig[];
}

export const CAMERA_DEFAULTS = {
  ...{ framesPerS: 4, motionGate: true, priority: 'normal', reportEveryMs: 2000 },
  ...{ masks: [], zones: [WHOLE_VIEW], lines: [] },
} as const satisfies Partial<CameraConfig>;

const aShare = aNumber(0, 1);

const aPair =
  (part: Reader<number>): Reader<Point> =>
  (value, place) => {
    const [x, y, ...more] = aList(part, 2)(value, place);
    if (x === undefined || y === undefined || more.length > 0) {
      throw new AppError('CONFIG', `${place} must be a pair of numbers.`);
    }
    return [x, y];
  };
const aPoint = aPair(aShare);

const twoPoints: Reader<readonly [Point, Point]> = (value, place) => {
  const [first, second, ...more] = aList(aPoint, 2)(value, place);
  if (first === undefined || second === undefined || more.length > 0) {
    throw new AppError('CONFIG', `${place} must be two points.`);
  }
  return [first, second];
};

const fourPoints =
  (part: Reader<number>): Reader<Ground['image']> =>
  (value, place) => {
    const [a, b, c, d, ...more] = aList(aPair(part), 4)(value, place);
    if (a === undefined || b === undefined || c === undefined || d === undefined || more.length > 0) {
      throw new AppError('CONFIG', `${place} must be four points.`);
    }
    return [a, b, c, d];
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
  counts: withDefault(aList(oneOf(...COUNTED)), ['vehicles']),
  kind: optional(oneOf(...ZONE_KINDS)),
  direction: optional(twoPoints),
  capacity: optional(aNumber(1, 1000)),
});

const line: Reader<LineConfig> = anObject({
  id: aText,
  asset: optional(aText),
  ends: twoPoints,
  counts: optional(oneOf(...LINE_COUNTED)),
});

const aLength = aNumber(0.1, GROUND_METRES_MAX);
const metrePoints = anObject({
  image: fourPoints(aShare),
  metres: fourPoints(aNumber(-GROUND_METRES_MAX, GROUND_METRES_MAX)),
});
const rectangle = anObject({ image: fourPoints(aShare), widthM: aLength, lengthM: aLength });

/** Four points with their metres, or the corners of a rectangle: near left, near right, far right, far left. */
const ground: Reader<Ground> = (value, place) => {
  if (typeof value === 'object' && value !== null && 'metres' in value) return metrePoints(value, place);
  const { image, widthM, lengthM } = rectangle(value, place);
  const metres = [
    [0, 0],
    [widthM, 0],
    [widthM, lengthM],
    [0, lengthM],
  ] as const;
  return { image, metres };
};

/** `url` may be a path relative to the working folder; a mere text is the url. */
const source: Reader<SourceConfig> = (value, place) =>
  typeof value === 'string' ? { url: aText(value, place) } : sourceFields(value, place);

const sourceFields = anObject({
  url: aText,
  rtspTransport: optional(oneOf('tcp', 'udp')),
  snapshot: optional(aFlag),
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
  widthPxMax: optional(aNumber(64, 4096)),
  motionGate: withDefault(aFlag, CAMERA_DEFAULTS.motionGate),
  priority: withDefault(oneOf(...PRIORITIES), CAMERA_DEFAULTS.priority),
  masks: withDefault(aList(anObject({ x: aShare, y: aShare, w: aShare, h: aShare })), CAMERA_DEFAULTS.masks),
  zones: withDefault(aList(zone, 1), CAMERA_DEFAULTS.zones),
  lines: withDefault(aList(line), CAMERA_DEFAULTS.lines),
  ground: optional(ground),
  reportEveryMs: withDefault(aNumber(100, 3_600_000), CAMERA_DEFAULTS.reportEveryMs),
  timeline: optional(anObject({ pace: aNumber(0.001, 1e6), anchorWallMs: aNumber(0), anchorTimelineMs: aNumber(0) })),
});

const agentConfig = anObject({
  mqttUrl: aText,
  mqttCaFile: optional(aText),
  outboxDir: aText,
  outboxBytesMax: optional(aNumber(64 * 1024)),
  keptDir: optional(aText),
  hardwareDecode: optional(aFlag),
  ringDir: optional(aText),
  ring: optional(anObject({ keepS: aNumber(0, 86_400), bytesMax: aNumber(1024 * 1024) })),
  threads: optional(aNumber(1, 64)),
  providers: optional(aList(aText, 1)),
  cameras: aList(aCamera),
});

const CAMERAS_MAX = 64;

export function readCameraConfig(path: string): CameraAgentConfig {
  const config = readJsonConfig(path, agentConfig);
  if (config.cameras.length > CAMERAS_MAX) {
    throw new AppError('CONFIG', `${path} lists more than ${CAMERAS_MAX} cameras; run a second camera agent.`);
  }
  for (const { device, source, zones, ground: measuredBy } of config.cameras) {
    const fault = (measuredBy && faultOfGround(measuredBy)) ?? faultOfKinds(zones, measuredBy);
    if (fault) throw new AppError('CONFIG', `${path}: the camera ${device} cannot measure so: ${fault}`);
    const unusable = faultOfSource(source);
    if (unusable !== null) throw new AppError('CONFIG', `${path}: the camera ${device} ${unusable}`);
  }
  return config;
}

function faultOfSource({ url, snapshot, lossless, rtspTransport }: SourceConfig): string | null {
  if (snapshot && !/^https?:/i.test(url)) return 'gives snapshots, so its address must be http or https.';
  if (lossless && !isFileSource(url)) return 'is no file, so it cannot be judged without loss.';
  if (rtspTransport === undefined) return null;
  if (!/^rtsps?:/i.test(url)) return `is no RTSP stream, so it has no rtspTransport "${rtspTransport}".`;
  // What is sealed is the connection; packets beside it would be in the clear.
  if (rtspTransport === 'udp' && /^rtsps:/i.test(url))
    return 'is reached by rtsps, whose pictures come over TCP alone.';
  return null;
}
