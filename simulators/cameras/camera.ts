/**
 * One simulated street camera: draws the street of the scenario, encodes it and gives the pictures to the RTSP server.
 * Streets move in real time (a car crossing the view at 60 times its speed could not be judged); how full they are
 * follows the timeline.
 */

import { createScene, type Scene } from '@chengyun/models/synthetic/scene.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { RtspServer } from '../rtsp/server.ts';
import { type TrafficPoint, trafficAt } from '../scenarios/scenario.ts';
import { createEncoder, type Encoder } from './encoder.ts';

export interface SimulatedCameraPlan {
  readonly id: string;
  readonly path: string;
  readonly seed: number;
  readonly kind: 'street' | 'underpass';
  readonly traffic: readonly TrafficPoint[];
}

export interface SimulatedCamera {
  start(): void;
  stop(): Promise<void>;
  droppedFrames(): number;
}

export const CAMERA_WIDTH_PX = 480;
export const CAMERA_HEIGHT_PX = 270;
export const CAMERA_FRAMES_PER_S = 4;
const PEOPLE_IN_VIEW = 4;

export function sceneOf(plan: SimulatedCameraPlan): Scene {
  return createScene(plan.seed, {
    kind: plan.kind,
    cameraModel: 'simulator',
    widthPx: CAMERA_WIDTH_PX,
    heightPx: CAMERA_HEIGHT_PX,
  });
}

export function createSimulatedCamera(
  plan: SimulatedCameraPlan,
  deps: {
    clock: Clock;
    ffmpegPath: string;
    rtsp: RtspServer;
    timelineMs: () => number;
    /** Water on the road at this camera, centimetres, and rain from 0 to 1. */
    weather: () => { depthCm: number; rain: number };
    onError: (message: string) => void;
  },
): SimulatedCamera {
  let encoder: Encoder | null = null;
  let timer: NodeJS.Timeout | null = null;
  let dropped = 0;
  let pictures = 0;

  return {
    droppedFrames: () => dropped,
    start() {
      const scene = sceneOf(plan);
      const startedMs = deps.clock.monotonicMs();
      encoder = createEncoder({
        ffmpegPath: deps.ffmpegPath,
        widthPx: CAMERA_WIDTH_PX,
        heightPx: CAMERA_HEIGHT_PX,
        framesPerS: CAMERA_FRAMES_PER_S,
        onPicture: (nals) => {
          deps.rtsp.publish(plan.path, nals, pictures / CAMERA_FRAMES_PER_S);
          pictures += 1;
        },
        onError: deps.onError,
      });
      const draw = () => {
        const { depthCm, rain } = deps.weather();
        const street = trafficAt(plan.traffic, deps.timelineMs());
        scene.setTraffic({
          vehiclesPerMin: street.vehiclesPerMin,
          queueLengthM: street.queueM,
          speedFactor: 1 - rain * 0.4,
          people: PEOPLE_IN_VIEW,
        });
        scene.setWater({ depthCm });
        scene.setLight({ day: 0.85, rain });
        const frame = scene.renderFrame((deps.clock.monotonicMs() - startedMs) / 1000);
        if (!encoder?.write(frame.rgba)) dropped += 1;
      };
      timer = setInterval(draw, 1000 / CAMERA_FRAMES_PER_S);
    },
    async stop() {
      if (timer) clearInterval(timer);
      await encoder?.stop();
    },
  };
}
