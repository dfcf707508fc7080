import { text } from '@chengyun/platform/service/config.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { systemChance } from '../agent/chance.ts';
import { deviceRoutes } from '../agent/device-routes.ts';
import { createCameraAgent } from './camera-agent.ts';
import { readCameraConfig } from './config.ts';
import { findFfmpeg, systemFindDeps } from './source/find-ffmpeg.ts';
import { ffmpegRunner, probeHardware } from './source/probe-hardware.ts';

await runService('edgeCamera', async ({ config, env, clock, logger, metrics }) => {
  const { CHENGYUN_EDGE_CAMERA_CONFIG, CHENGYUN_MODELS_DIR } = config({
    CHENGYUN_EDGE_CAMERA_CONFIG: text(),
    CHENGYUN_MODELS_DIR: text({ default: '' }),
  });
  const cameras = readCameraConfig(CHENGYUN_EDGE_CAMERA_CONFIG);
  const ffmpegPath = findFfmpeg(systemFindDeps(env));
  const hwaccel = cameras.hardwareDecode === false ? null : await probeHardware(ffmpegRunner(ffmpegPath));
  logger.info({ hwaccel }, hwaccel === null ? 'The processor decodes.' : `Pictures are decoded by ${hwaccel}.`);
  const agent = createCameraAgent(cameras, {
    clock,
    chance: systemChance,
    logger,
    metrics,
    ffmpegPath,
    hwaccel,
    weightsDir: CHENGYUN_MODELS_DIR || undefined,
  });
  return { ...agent, routes: deviceRoutes(agent.health) };
});
