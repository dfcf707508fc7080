/**
 * The simulated city as a service: moves the city along its timeline, feeds the stations' field bus and streams the
 * two cameras. It only plays the world; everything it says reaches the centre through ordinary edge agents.
 */
import { type Timeline, timelineMsFromWallMs } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { createSimulatedCamera, type SimulatedCamera } from './cameras/camera.ts';
import { CAMERA_PLACES, cameraPlan, cameraSurroundings, streamPath } from './cameras/plans.ts';
import { type City, createCity } from './city/city.ts';
import { createFieldBus } from './field-bus/field-bus.ts';
import { createRtspServer } from './rtsp/server.ts';
import type { Scenario } from './scenarios/scenario.ts';

export interface SimulatorConfig {
  readonly timeline: Timeline;
  readonly scenario: Scenario;
  readonly fieldBusPort: number;
  readonly rtspPort: number;
  /** Null: the cameras stay dark. */
  readonly ffmpegPath: string | null;
}

export interface Simulator extends Service {
  /** What a crew did in the city. */
  resolveAt(asset: string): void;
  readonly counts: () => { readings: number; subscribers: number; droppedReadings: number; droppedPictures: number };
}

const STEP_WALL_MS = 200;
/** After a standstill (a suspended laptop) the city catches up at most this much at once. */
const CATCH_UP_MS_MAX = 6 * 3_600_000;
const HEAVY_RAIN_MM_PER_H = 60;

export function createSimulator(
  config: SimulatorConfig,
  deps: { readonly clock: Clock; readonly logger: Logger },
): Simulator {
  const { clock, logger } = deps;
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  const bus = createFieldBus({ port: config.fieldBusPort });
  const rtsp = createRtspServer({ port: config.rtspPort, paths: CAMERA_PLACES.map(streamPath) });
  const city: City = createCity({ scenario: config.scenario, assets, startMs: config.timeline.anchorTimelineMs });
  const cameras: SimulatedCamera[] = [];
  const rainMmPerH = new Map<string, number>();
  let readings = 0;
  let timer: NodeJS.Timeout | null = null;

  const timelineMs = () => timelineMsFromWallMs(config.timeline, clock.nowMs());

  function step(): void {
    const toMs = Math.min(timelineMs(), city.nowMs() + CATCH_UP_MS_MAX);
    const batch = city.advance(toMs);
    for (const one of batch) if (one.metric === 'rain.intensity') rainMmPerH.set(one.asset, one.value);
    readings += batch.length;
    bus.publish(batch);
  }

  function startCameras(ffmpegPath: string): void {
    const surroundings = cameraSurroundings(assets);
    for (const place of CAMERA_PLACES) {
      const { underpass, rainGauge } = surroundings(place);
      const camera = createSimulatedCamera(cameraPlan(place, config.scenario), {
        clock,
        ffmpegPath,
        rtsp,
        timelineMs,
        weather: () => ({
          depthCm: underpass === null ? 0 : (city.truthAt(underpass) ?? 0),
          rain: Math.min(1, (rainMmPerH.get(rainGauge ?? '') ?? 0) / HEAVY_RAIN_MM_PER_H),
        }),
        onError: (message) => logger.warn({ camera: place.camera }, message),
      });
      cameras.push(camera);
      camera.start();
    }
  }

  return {
    resolveAt: (asset) => city.resolveAt(asset),
    counts: () => ({
      readings,
      subscribers: bus.subscribers(),
      droppedReadings: bus.dropped(),
      droppedPictures: rtsp.droppedPictures() + cameras.reduce((sum, camera) => sum + camera.droppedFrames(), 0),
    }),
    async start() {
      await bus.start();
      await rtsp.start();
      if (config.ffmpegPath) startCameras(config.ffmpegPath);
      else logger.warn('no ffmpeg: the simulated cameras stay dark');
      timer = setInterval(step, STEP_WALL_MS);
    },
    async stop() {
      if (timer) clearInterval(timer);
      await Promise.all(cameras.map((camera) => camera.stop()));
      await rtsp.stop();
      await bus.stop();
    },
  };
}
