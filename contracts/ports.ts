/**
 * Every port of an installation follows from one base port (`--port`, default 8600), so that two installations on one
 * machine need only two base ports.
 */
export const DEFAULT_BASE_PORT = 8600;

export const PORT_OFFSETS = {
  /** Wall, desk, field and API. */
  console: 0,
  ingest: 1,
  archive: 2,
  analytics: 3,
  edgeSensor: 4,
  edgeCamera: 5,
  simulator: 6,
  launcher: 7,
  /** RTSP server of the simulated cameras. */
  rtsp: 8,
  /** Field bus of the simulated stations. */
  fieldBus: 9,
  mqtt: 10,
  postgres: 11,
  forecaster: 12,
} as const;
export type PortName = keyof typeof PORT_OFFSETS;

export function portOf(name: PortName, basePort: number): number {
  return basePort + PORT_OFFSETS[name];
}
