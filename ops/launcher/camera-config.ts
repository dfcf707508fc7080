/** How the camera agent is told to watch one simulated camera. */
import { type PortName, portOf } from '@chengyun/contracts';
import { sceneOf } from '@chengyun/simulators/cameras/camera.ts';
import { cameraPlan, streamPath } from '@chengyun/simulators/cameras/plans.ts';
import { typhoon } from '@chengyun/simulators/scenarios/typhoon/scenario.ts';
import type { cameraDevices } from '@chengyun/simulators/stations.ts';
import type { EdgePlace } from './edge-config.ts';

export function cameraConfigOf(one: ReturnType<typeof cameraDevices>[number], place: EdgePlace) {
  const port = portOf('rtsp' satisfies PortName, place.basePort);
  return {
    device: one.device,
    source: `rtsp://127.0.0.1:${port}${streamPath(one.place)}`,
    zone: sceneOf(cameraPlan(one.place, typhoon())).laneZone(),
  };
}
