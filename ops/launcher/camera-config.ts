/** How the camera agent is told to watch the simulated cameras. */
import { portOf } from '@chengyun/contracts';
import { CAMERA_HEIGHT_PX, CAMERA_WIDTH_PX, sceneOf } from '@chengyun/simulators/cameras/camera.ts';
import { cameraPlan, streamPath } from '@chengyun/simulators/cameras/plans.ts';
import { scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import type { cameraDevices } from '@chengyun/simulators/stations.ts';
import type { EdgePlace } from './edge-config.ts';

const FRAMES_PER_S = 3;
/** Two reports a second are two a minute of an exercise at pace 60. */
const REPORT_EVERY_MS = 500;
/** Cars that fit the watched lanes; what 100 % occupancy means. */
const CAPACITY = 12;

/** Zones are surveyed once per pose, as an operator would draw them: the lanes from the stop line back. */
export function cameraConfigOf({ device, place: camera }: ReturnType<typeof cameraDevices>[number], place: EdgePlace) {
  const scene = sceneOf(cameraPlan(camera, scenarioNamed('typhoon')));
  const polygon = scene.laneZone().map(({ u, v }) => [share(u / CAMERA_WIDTH_PX), share(v / CAMERA_HEIGHT_PX)]);
  const { pace, anchorWallMs, anchorTimelineMs } = place.timeline;
  return {
    device,
    asset: camera.camera,
    source: { url: `rtsp://127.0.0.1:${portOf('rtsp', place.basePort)}${streamPath(camera)}` },
    model: 'city-nano',
    framesPerS: FRAMES_PER_S,
    reportEveryMs: REPORT_EVERY_MS,
    zones: [{ id: 'lanes', asset: camera.link, polygon, counts: ['vehicles', 'people'], capacity: CAPACITY }],
    timeline: { pace, anchorWallMs, anchorTimelineMs },
  };
}

const share = (value: number) => Math.min(1, Math.max(0, Math.round(value * 1000) / 1000));
