/** The two cameras of the demonstration city: which street each looks at and where its stream is. */
import { createSpatialIndex } from '@chengyun/basemap';
import type { Asset } from '@chengyun/contracts';
import { BESIDE_M } from '../city/city.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { SimulatedCameraPlan } from './camera.ts';

export interface CameraPlace {
  /** Asset id of the camera itself and of the link that it measures. */
  readonly camera: string;
  readonly link: string;
  readonly kind: 'street' | 'underpass';
  readonly seed: number;
}

export const CAMERA_PLACES: readonly CameraPlace[] = [
  {
    camera: 'camera-yanggao-middle',
    link: 'road-yanggao-middle',
    kind: 'street',
    seed: 41,
  },
  {
    camera: 'camera-yanggao-underpass',
    link: 'road-yanggao-underpass',
    kind: 'underpass',
    seed: 17,
  },
];

/** What decides how wet a street is. */
export interface CameraSurroundings {
  /** Where the street stands under water when that asset does. */
  readonly underpass: string | null;
  readonly rainGauge: string | null;
}

/** Looks around each camera in the index of the base map. */
export function cameraSurroundings(assets: readonly Asset[]): (place: CameraPlace) => CameraSurroundings {
  const ofKind = (kind: string) => createSpatialIndex(assets.filter((asset) => asset.kind === kind));
  const [underpasses, rainGauges] = [ofKind('underpass'), ofKind('rain-gauge')];
  return ({ camera }) => {
    const at = assets.find(({ id }) => id === camera);
    if (at === undefined) return { underpass: null, rainGauge: null };
    const [underpass] = underpasses.within(at.lonDeg, at.latDeg, BESIDE_M);
    const [rainGauge] = rainGauges.nearest(at.lonDeg, at.latDeg);
    return { underpass: underpass?.item.id ?? null, rainGauge: rainGauge?.item.id ?? null };
  };
}

export function streamPath(place: CameraPlace): string {
  return `/${place.camera}`;
}

export function cameraPlan(place: CameraPlace, scenario: Scenario): SimulatedCameraPlan {
  return {
    id: place.camera,
    path: streamPath(place),
    seed: place.seed,
    kind: place.kind,
    traffic: scenario.traffic[place.camera] ?? [],
  };
}
