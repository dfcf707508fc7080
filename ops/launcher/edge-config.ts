/** Configuration files of the demonstration city's edge agents: which device speaks for which station or camera. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Timeline } from '@chengyun/contracts';
import { cameraDevices, stationPlans } from '@chengyun/simulators/stations.ts';
import { mqttUrlOf } from '../installation.ts';
import { cameraConfigOf } from './camera-config.ts';

export interface EdgePlace {
  readonly edgeDir: string;
  readonly basePort: number;
  readonly timeline: Timeline;
}

export function credentialsFile(edgeDir: string, device: string): string {
  return join(edgeDir, 'credentials', `${device}.json`);
}

/** Outboxes belong to one run: what an earlier exercise did not deliver must not turn up in this one. */
function outboxDir(place: EdgePlace): string {
  return join(place.edgeDir, 'outbox', place.timeline.id.replace(':', '-'));
}

function write(place: EdgePlace, name: string, config: unknown): string {
  const path = join(place.edgeDir, name);
  mkdirSync(place.edgeDir, { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return path;
}

export function writeSensorConfig(place: EdgePlace): string {
  return write(place, 'sensor.json', {
    mqttUrl: mqttUrlOf(place.basePort),
    outboxDir: outboxDir(place),
    devices: stationPlans().map(({ device, asset }) => ({
      device,
      credentialsFile: credentialsFile(place.edgeDir, device),
      driver: { kind: 'simulator', stations: [asset.id] },
    })),
  });
}

export function writeCameraConfig(place: EdgePlace): string {
  return write(place, 'camera.json', {
    mqttUrl: mqttUrlOf(place.basePort),
    outboxDir: outboxDir(place),
    // What an operator drew outlives the run.
    keptDir: join(place.edgeDir, 'kept'),
    cameras: cameraDevices().map((one) => ({
      ...cameraConfigOf(one, place),
      credentialsFile: credentialsFile(place.edgeDir, one.device),
    })),
  });
}
