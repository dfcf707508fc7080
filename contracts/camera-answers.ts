/** What the console answers to the desk about devices: which cameras there are, what a device was told, a still. */
import type { CameraConfig } from './camera-config.ts';
import type { InForce } from './evidence.ts';
import type { SensorSettings } from './sensor-settings.ts';

export interface CameraList {
  readonly timeline: string;
  readonly cameras: readonly {
    readonly id: string;
    /** What it serves; the first is what a zone counts for unless it says otherwise. */
    readonly assets: readonly string[];
    readonly isOnline: boolean;
  }[];
}

/** A version as it was saved. */
export interface StoredConfig<Config = CameraConfig> {
  readonly config: Config;
  readonly author: string;
  readonly reason: string;
  /** Server wall clock. */
  readonly atMs: number;
}

/** What the device said to a version. */
export interface ConfigAnswer {
  readonly version: number;
  readonly isApplied: boolean;
  /** Why it was refused. */
  readonly reason: string | null;
  /** Time of the device's timeline. */
  readonly atMs: number;
}

export interface CameraZones {
  /** Null: the camera was never told anything. */
  readonly stored: StoredConfig | null;
  readonly answer: ConfigAnswer | null;
}

export interface SensorSettingsView {
  /** Null: the sensor was never told anything and works as its own file says. */
  readonly stored: StoredConfig<SensorSettings> | null;
  readonly answer: ConfigAnswer | null;
}

export interface StillHere {
  readonly state: 'here';
  /** JPEG in base64, one pixel a block. */
  readonly jpeg: string;
  readonly width: number;
  readonly height: number;
  readonly takenAtMs: number;
  /** Server wall clock, as is `nowMs`: what is left can be told by any other clock. */
  readonly expiresAtMs: number;
  readonly nowMs: number;
  readonly inForce: InForce | null;
  /** Of a picture for an incident, in which people and vehicles are blurred; null of a still. */
  readonly incident: string | null;
}

export type StillState =
  | { readonly state: 'waiting' }
  | StillHere
  | { readonly state: 'refused'; readonly message: string };
