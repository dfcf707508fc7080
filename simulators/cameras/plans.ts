/** The two cameras of the demonstration city: which street each looks at and where its stream is. */
import type { Scenario } from '../scenarios/scenario.ts';
import type { SimulatedCameraPlan } from './camera.ts';

export interface CameraPlace {
  /** Asset id of the camera itself and of the link that it measures. */
  readonly camera: string;
  readonly link: string;
  readonly kind: 'street' | 'underpass';
  readonly seed: number;
  /** Where it stands under water when that asset does, and the rain gauge next to it. */
  readonly underpass: string | null;
  readonly rainGauge: string;
}

export const CAMERA_PLACES: readonly CameraPlace[] = [
  {
    camera: 'camera-yanggao-middle',
    link: 'road-yanggao-middle',
    kind: 'street',
    seed: 41,
    underpass: null,
    rainGauge: 'rain-century-park',
  },
  {
    camera: 'camera-yanggao-underpass',
    link: 'road-yanggao-underpass',
    kind: 'underpass',
    seed: 17,
    underpass: 'underpass-yanggao-century',
    rainGauge: 'rain-century-park',
  },
];

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
