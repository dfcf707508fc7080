/** What agents say of their devices on the health page, and the console to the desk about all devices of a timeline. */
import type { Device } from './device.ts';
import type { CAMERA_HEALTH } from './uplink.ts';

/** One device as its agent says it at GET /devices. */
export interface AgentDevice {
  readonly device: string;
  readonly connected: boolean;
  /** Messages and bytes on disk. */
  readonly waiting: number;
  readonly outboxBytes: number;
  /** Of a sensor: what is wrong with its source, in one sentence. */
  readonly sourceFault?: string | null;
  /** Of a sensor: readings that it flagged since it began, by kind. */
  readonly flagged?: Readonly<Record<string, number>>;
}

/** What a camera said last of its view. */
export interface CameraView {
  readonly state: (typeof CAMERA_HEALTH)[number];
  /** Since when, in the time of the timeline: a camera speaks when its state changes. */
  readonly atMs: number;
}

export interface DeviceLine extends Pick<Device, 'id' | 'kind' | 'assets'> {
  readonly isRevoked: boolean;
  readonly isOnline: boolean;
  /** Messages of it that were refused. */
  readonly refused: number;
  /** When it was last heard, wall clock of the server. */
  readonly wallMs: number | null;
  readonly epoch: string | null;
  readonly seq: number | null;
  /** Of a camera that spoke of it. */
  readonly view: CameraView | null;
}

export interface DevicesAnswer {
  readonly timeline: string;
  readonly wallMs: number;
  readonly devices: readonly DeviceLine[];
  /** Those that answer on the machine of the console. */
  readonly agents: readonly { readonly name: string; readonly devices: readonly AgentDevice[] }[];
}
