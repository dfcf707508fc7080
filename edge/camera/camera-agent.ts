/** The camera agent: several cameras in one process, each a device of its own, with shared detectors. */
import { join } from 'node:path';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { type Agent, type AgentHealth, createAgent } from '../agent/agent.ts';
import type { Chance } from '../agent/chance.ts';
import { readKeptConfig } from '../agent/remote/kept-config.ts';
import { startEach } from '../agent/start-each.ts';
import { readCredentials } from '../uplink/credentials.ts';
import { type Camera, type CameraCounts, createCamera } from './camera.ts';
import type { CameraAgentConfig, CameraConfig } from './config.ts';
import { type CreateDetector, createDetectors } from './detectors.ts';
import { createPace, type Lane, SETTLE_EVERY_MS } from './pace/pace.ts';
import { createPaceMeters } from './pace/pace-meters.ts';
import { checkConfig } from './remote/check-config.ts';
import { createStillEncoder, type EncodeStill } from './remote/encode-still.ts';
import { createRemote, type Remote, shapesInForce } from './remote/remote.ts';
import { type FrameRing, openFrameRing, RING_DEFAULTS } from './ring/frame-ring.ts';
import { createVideoSource } from './source/video-source.ts';
import { createWaterJudge } from './water-judge.ts';

export interface CameraAgentDeps {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** From `findFfmpeg`. */
  readonly ffmpegPath: string;
  /** From `probeHardware`. */
  readonly hwaccel?: string | null;
  /** Folder with weights that do not lie beside their manifest. */
  readonly weightsDir?: string | undefined;
  /** Replaced in tests. */
  readonly createDetector?: CreateDetector;
  readonly encodeStill?: EncodeStill;
}

export interface CameraAgent extends Service {
  ready(): { ok: boolean; detail: string };
  health(): readonly (AgentHealth & CameraCounts)[];
  /** Resolves when every file without `loop` was judged to its end and all of it is acknowledged. */
  finished(): Promise<void>;
}

/** Of a model that does not say how wide it looks. */
const WIDTH_PX_MAX = 640;

interface View {
  readonly agent: Agent;
  readonly camera: Camera;
  readonly remote: Remote;
  readonly ring: FrameRing | null;
}

/** What was kept before a mask was drawn must not be shown behind it. */
const withRing = (camera: Camera, ring: FrameRing | null): Camera => ({
  ...camera,
  configure: (shapes) => {
    camera.configure(shapes);
    ring?.forget();
  },
});

export function createCameraAgent(config: CameraAgentConfig, deps: CameraAgentDeps): CameraAgent {
  const { clock, chance, logger, ffmpegPath, weightsDir } = deps;
  const detectors = createDetectors(
    { weightsDir, cameras: config.cameras.length, threads: config.threads, providers: config.providers },
    (sentence) => logger.warn({}, sentence),
    deps.createDetector,
  );
  const water = createWaterJudge(weightsDir, (sentence) => logger.warn({}, sentence));
  const keptDir = config.keptDir ?? `${config.outboxDir}-kept`;
  const counts = deps.metrics?.component('camera');
  const pace = createPace((sentence) => logger.warn({}, sentence));
  const showPace = deps.metrics === undefined ? () => undefined : createPaceMeters(deps.metrics);
  let settling: NodeJS.Timeout | null = null;
  let views: readonly View[] = [];

  async function open(file: CameraConfig): Promise<View> {
    const { device, credentialsFile, model, threshold } = file;
    let lane: Lane | null = null;
    const keptPath = join(keptDir, `${device}.json`);
    const kept = readKeptConfig(
      keptPath,
      (text) => checkConfig(text, device, null),
      (sentence) => logger.warn({ device }, sentence),
    );
    const agent = createAgent(
      {
        device,
        mqttUrl: config.mqttUrl,
        mqttCaFile: config.mqttCaFile,
        credentials: { file: credentialsFile },
        outboxDir: config.outboxDir,
        ...(config.outboxBytesMax === undefined ? {} : { outboxBytesMax: config.outboxBytesMax }),
        agent: 'camera/0.1',
      },
      {
        ...{ clock, chance, logger, ...(counts === undefined ? {} : { counts }) },
        told: (channel, payload) => remote.told(channel, payload),
        rateShare: () => (lane === null ? 1 : lane.target() / file.framesPerS),
      },
    );
    const cameraConfig: CameraConfig = { ...file, ...(kept ? shapesInForce(file, kept) : {}) };
    let inUse = kept?.model ?? model;
    const detector = await detectors.get(inUse, threshold).catch((error: Error) => {
      if (inUse === model) throw error;
      logger.warn({ device }, `The kept model is not used: ${error.message}`);
      inUse = model;
      return detectors.get(model, threshold);
    });
    const widthPxMax = file.widthPxMax ?? detector.widthPx ?? WIDTH_PX_MAX;
    const ring = openRing(file);
    const source = createVideoSource(
      { ...cameraConfig, widthPxMax, ffmpegPath, hwaccel: deps.hwaccel },
      { clock, chance, logger },
    );
    const { priority, framesPerS } = file;
    lane = pace.lane(file.device, { priority, framesPerS }, () => source.counts().dropped);
    const camera = createCamera(cameraConfig, {
      source,
      detector,
      lane,
      enter: detectors.enter,
      clock,
      logger,
      observe: agent.observe,
      report: agent.report,
      failed: () => counts?.error(),
      judgeWater: water.judge,
      keep: (frame, boxes) => ring?.keep(frame, boxes, clock.nowMs()),
    });
    const remote = createRemote(
      { file, keptPath, kept },
      {
        ...{ camera: withRing(camera, ring), ring, clock, logger, report: agent.report, show: agent.show },
        credentials: () => readCredentials(credentialsFile, device),
        tryModel: async (asked) => {
          const wanted = asked ?? model;
          const next = await detectors.get(wanted, threshold);
          return {
            use: async () => {
              if (wanted !== inUse) camera.useDetector(next);
              await detectors.release(inUse);
              inUse = wanted;
            },
            drop: () => detectors.release(wanted),
          };
        },
        encode: deps.encodeStill ?? createStillEncoder(ffmpegPath),
        dropped: (reason) => counts?.dropped(reason),
      },
    );
    return { agent, camera, remote, ring };
  }

  async function begin(file: CameraConfig): Promise<View> {
    const view = await open(file);
    try {
      await view.agent.start();
    } catch (error) {
      view.ring?.close();
      throw error;
    }
    return view;
  }

  function openRing({ device, source }: CameraConfig): FrameRing | null {
    const { keepS, bytesMax } = { ...RING_DEFAULTS, ...config.ring };
    // Judging a file without loss is no watching.
    if (keepS === 0 || source.lossless) return null;
    const folder = join(config.ringDir ?? `${config.outboxDir}-ring`, device);
    const { everyMs } = RING_DEFAULTS;
    const said = (sentence: string) => logger.warn({ device }, sentence);
    return openFrameRing({ folder, keepMs: keepS * 1000, bytesMax, everyMs }, said);
  }

  return {
    start: async () => {
      views = await startEach(config.cameras, begin, logger);
      for (const { camera } of views) await camera.start();
      const settle = (): void => {
        pace.settle();
        showPace(pace.figures());
      };
      showPace(pace.figures());
      settling = setInterval(settle, SETTLE_EVERY_MS);
    },
    stop: async () => {
      if (settling !== null) clearInterval(settling);
      await Promise.all(views.map(({ camera }) => camera.stop()));
      await Promise.all(views.map(({ remote }) => remote.settled()));
      await Promise.all(views.map(({ agent }) => agent.stop()));
      await Promise.all(views.map(({ ring }) => ring?.settled()));
      for (const { ring } of views) ring?.close();
      await detectors.close();
      await water.close();
    },
    ready: () => {
      const connected = views.filter(({ agent }) => agent.health().connected).length;
      const seeing = views.filter(({ camera }) => !['offline', null].includes(camera.counts().health)).length;
      const all = config.cameras.length;
      return {
        ok: connected === all,
        detail: `${connected} of ${all} cameras are connected, ${seeing} have a picture`,
      };
    },
    health: () => views.map(({ agent, camera }) => ({ ...agent.health(), ...camera.counts() })),
    finished: async () => {
      await Promise.all(
        views.map(async ({ agent, camera }) => {
          await camera.ended();
          camera.reportNow();
          await agent.drained();
        }),
      );
    },
  };
}
