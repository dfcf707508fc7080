import { text } from '@chengyun/platform/service/config.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { systemChance } from '../agent/chance.ts';
import { deviceRoutes } from '../agent/device-routes.ts';
import { createCameraAgent } from './camera-agent.ts';
import { readCameraConfig } from './config.ts';
import { findFfmpeg, systemFindDeps } from './source/find-ffmpeg.ts';

await runService('edgeCamera', async ({ config, env, clock, logger, metrics }) => {
  const { CHENGYUN_EDGE_CAMERA_CONFIG, CHENGYUN_MODELS_DIR } = config({
    CHENGYUN_EDGE_CAMERA_CONFIG: text(),
    CHENGYUN_MODELS_DIR: text({ default: '' }),
  });
  const agent = createCameraAgent(readCameraConfig(CHENGYUN_EDGE_CAMERA_CONFIG), {
    clock,
    chance: systemChance,
    logger,
    metrics,
    ffmpegPath: findFfmpeg(systemFindDeps(env)),
    weightsDir: CHENGYUN_MODELS_DIR || undefined,
  });
  return { ...agent, routes: deviceRoutes(agent.health) };
});
