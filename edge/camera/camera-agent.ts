/** The camera agent: several cameras in one process, each a device of its own, with shared detectors. */
import { join } from 'node:path';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { type Agent, type AgentHealth, createAgent } from '../agent/agent.ts';
import type { Chance } from '../agent/chance.ts';
import { readCredentials } from '../uplink/credentials.ts';
import { type Camera, type CameraCounts, createCamera } from './camera.ts';
import type { CameraAgentConfig, CameraConfig } from './config.ts';
import { type CreateDetector, createDetectors } from './detectors.ts';
import { createStillEncoder, type EncodeStill } from './remote/encode-still.ts';
import { readKeptConfig } from './remote/kept-config.ts';
import { createRemote, type Remote, shapesInForce } from './remote/remote.ts';
import { createVideoSource } from './source/video-source.ts';

export interface CameraAgentDeps {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** From `findFfmpeg`. */
  readonly ffmpegPath: string;
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

interface View {
  readonly agent: Agent;
  readonly camera: Camera;
  readonly remote: Remote;
}

export function createCameraAgent(config: CameraAgentConfig, deps: CameraAgentDeps): CameraAgent {
  const detectors = createDetectors(deps.weightsDir, deps.createDetector);
  const { clock, chance, logger, ffmpegPath } = deps;
  const keptDir = config.keptDir ?? `${config.outboxDir}-kept`;
  const counts = deps.metrics?.component('camera');
  let views: View[] = [];

  async function open(file: CameraConfig): Promise<View> {
    const { device, credentialsFile, model, threshold } = file;
    const keptPath = join(keptDir, `${device}.json`);
    const kept = readKeptConfig(keptPath, device, (sentence) => logger.warn({ device }, sentence));
    const agent = createAgent(
      {
        device,
        mqttUrl: config.mqttUrl,
        credentials: { file: credentialsFile },
        outboxDir: config.outboxDir,
        ...(config.outboxBytesMax === undefined ? {} : { outboxBytesMax: config.outboxBytesMax }),
        agent: 'camera/0.1',
      },
      {
        ...{ clock, chance, logger, ...(counts === undefined ? {} : { counts }) },
        told: (channel, payload) => remote.told(channel, payload),
      },
    );
    const cameraConfig: CameraConfig = { ...file, ...(kept ? shapesInForce(file, kept) : {}) };
    const camera = createCamera(cameraConfig, {
      source: createVideoSource({ ...cameraConfig, ffmpegPath }, { clock, chance, logger }),
      detector: await detectors.get(model, threshold),
      clock,
      logger,
      observe: agent.observe,
      report: agent.report,
      failed: () => counts?.error(),
    });
    const remote = createRemote(
      { file, keptPath, kept },
      {
        ...{ camera, clock, logger, report: agent.report, show: agent.show },
        credentials: () => readCredentials(credentialsFile, device),
        encode: deps.encodeStill ?? createStillEncoder(ffmpegPath),
        dropped: (reason) => counts?.dropped(reason),
      },
    );
    return { agent, camera, remote };
  }

  return {
    start: async () => {
      views = await Promise.all(config.cameras.map(open));
      for (const { agent } of views) await agent.start();
      for (const { camera } of views) await camera.start();
    },
    stop: async () => {
      await Promise.all(views.map(({ camera }) => camera.stop()));
      await Promise.all(views.map(({ remote }) => remote.settled()));
      await Promise.all(views.map(({ agent }) => agent.stop()));
      await detectors.close();
    },
    ready: () => {
      const connected = views.filter(({ agent }) => agent.health().connected).length;
      const seeing = views.filter(({ camera }) => !['offline', null].includes(camera.counts().health)).length;
      const detail = `${connected} of ${views.length} cameras are connected, ${seeing} have a picture`;
      return { ok: connected === views.length && views.length === config.cameras.length, detail };
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
