/** A simulated street camera with its agent: the stream in this process, the agent a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { portOf, type Timeline } from '@chengyun/contracts';
import { findFfmpeg, systemFindDeps } from '@chengyun/edge/camera/source/find-ffmpeg.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { createSimulatedCamera } from '@chengyun/simulators/cameras/camera.ts';
import { cameraPlan, streamPath } from '@chengyun/simulators/cameras/plans.ts';
import { createRtspServer } from '@chengyun/simulators/rtsp/server.ts';
import { scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import { cameraDevices } from '@chengyun/simulators/stations.ts';
import { cameraConfigOf } from '../launcher/camera-config.ts';
import { ROOT } from '../root.ts';
import { cleanEnv } from './command.ts';
import type { Installation } from './installation.ts';

export interface StreetCamera {
  readonly device: string;
  readonly assets: readonly string[];
  /** kill -9, and a new process on the same folder. */
  restartAgent(): Promise<void>;
  stop(): Promise<void>;
}

/** Timeline time is the wall's, so that what it measures is of now. */
const LIVE: Timeline = {
  ...{ id: 'live', kind: 'live', clock: 'wall', pace: 1, anchorWallMs: 0, anchorTimelineMs: 0 },
  ...{ conductor: null, label: 'Live', endedAtMs: null },
};

/** Registers the first camera of the demonstration city, streams it and starts its agent. */
export async function openStreetCamera(city: Installation): Promise<StreetCamera> {
  const [planned] = cameraDevices();
  if (!planned) throw new Error('the demonstration city has no camera');
  const { device, place, assets } = planned;
  const added = await city.command('device', 'add', device, '--kind', 'camera', '--asset', assets.join(','));
  if (added.code !== 0) throw new Error(`device add ended with ${added.code}: ${added.stderr}`);

  const scenario = scenarioNamed('typhoon');
  const rtsp = createRtspServer({ port: portOf('rtsp', city.basePort), paths: [streamPath(place)] });
  await rtsp.start();
  const camera = createSimulatedCamera(cameraPlan(place, scenario), {
    ...{ clock: systemClock, ffmpegPath: findFfmpeg(systemFindDeps(process.env)), rtsp },
    ...{ timelineMs: systemClock.nowMs, weather: () => ({ depthCm: 0, rain: 0 }), onError: () => {} },
  });
  camera.start();

  const edgeDir = join(city.dataDir, 'edge');
  mkdirSync(edgeDir, { recursive: true });
  const configPath = join(edgeDir, 'camera.json');
  const config = {
    mqttUrl: `mqtt://127.0.0.1:${portOf('mqtt', city.basePort)}`,
    ...{ outboxDir: join(edgeDir, 'outbox'), keptDir: join(edgeDir, 'kept') },
    cameras: [
      {
        ...cameraConfigOf(planned, { edgeDir, basePort: city.basePort, timeline: LIVE }),
        credentialsFile: join(city.dataDir, 'devices', `${device}.json`),
      },
    ],
  };
  writeFileSync(configPath, JSON.stringify(config));
  let agent = startAgent(city, configPath);

  const endAgent = async () => {
    const closed = new Promise((resolve) => agent.once('close', resolve));
    agent.kill('SIGKILL');
    await closed;
  };
  return {
    device,
    assets,
    restartAgent: async () => {
      await endAgent();
      agent = startAgent(city, configPath);
    },
    stop: async () => {
      await endAgent();
      await camera.stop();
      await rtsp.stop();
    },
  };
}

function startAgent(city: Installation, configPath: string): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'edge', 'camera', 'main.ts')], {
    cwd: ROOT,
    env: cleanEnv({
      CHENGYUN_BASE_PORT: String(city.basePort),
      CHENGYUN_HOME: city.dataDir,
      CHENGYUN_EDGE_CAMERA_CONFIG: configPath,
      CHENGYUN_LOG_LEVEL: 'warn',
    }),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
