/** The devices of the demonstration city: one remote terminal unit per station, one agent per camera. */
import type { Asset } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { CAMERA_PLACES, type CameraPlace } from './cameras/plans.ts';

const STATION_KINDS = ['tide-gauge', 'flood-wall', 'rain-gauge', 'underpass'];
const DEVICE_CHARS_MAX = 48;

/** Device id of the station at an asset. */
export function stationDevice(asset: string): string {
  return `rtu-${asset}`.slice(0, DEVICE_CHARS_MAX);
}

export interface StationPlan {
  readonly device: string;
  readonly asset: Asset;
}

export function stationPlans(): StationPlan[] {
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  return assets
    .filter((asset) => STATION_KINDS.includes(asset.kind))
    .map((asset) => ({ device: stationDevice(asset.id), asset }));
}

/** A camera's device measures its link (first asset, the default) and speaks of itself under its own asset. */
export function cameraDevices(): { device: string; place: CameraPlace; assets: string[] }[] {
  return CAMERA_PLACES.map((place) => ({
    device: `edge-${place.camera}`.slice(0, DEVICE_CHARS_MAX),
    place,
    assets: [place.link, place.camera],
  }));
}
