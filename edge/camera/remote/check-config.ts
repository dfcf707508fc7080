/** Is a configuration that was sent down one that this camera can take? Checked again here: the sender may be wrong. */
import { type CameraConfig, CameraConfigSchema, faultOfShapes } from '@chengyun/contracts';
import { Check, Errors } from 'typebox/value';
import { boxesOfPolygon, MASK_BOXES_MAX } from '../source/mask-boxes.ts';

/** `version` is 0 when not even that could be read. */
export type CheckedConfig =
  | { readonly ok: true; readonly config: CameraConfig }
  | { readonly ok: false; readonly version: number; readonly reason: string };

export function checkConfig(text: string, device: string, inForce: CameraConfig | null): CheckedConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, version: 0, reason: 'The configuration is not JSON.' };
  }
  const version = versionIn(value);
  if (!Check(CameraConfigSchema, value)) {
    return { ok: false, version, reason: mismatchOf(value) };
  }
  const reason = refusalOf(value, device, inForce);
  return reason === null ? { ok: true, config: value } : { ok: false, version, reason };
}

function refusalOf(config: CameraConfig, device: string, inForce: CameraConfig | null): string | null {
  const { version } = config;
  if (config.device !== device) return `The configuration is for ${config.device}, not for ${device}.`;
  if (inForce !== null && version < inForce.version) {
    return `Version ${version} is older than version ${inForce.version}, which is in force.`;
  }
  if (inForce?.version === version && JSON.stringify(inForce) !== JSON.stringify(config)) {
    return `Version ${version} is in force with other contents.`;
  }
  const fault = faultOfShapes(config);
  if (fault !== null) return fault;
  const boxes = config.masks.reduce((sum, { polygon }) => sum + boxesOfPolygon(polygon).length, 0);
  return boxes > MASK_BOXES_MAX ? 'The masks have too many corners for the decoder.' : null;
}

function mismatchOf(value: unknown): string {
  const [error] = Errors(CameraConfigSchema, value);
  const { instancePath: place = '', message = '' } = error ?? {};
  // What a schema says of a field that it does not know.
  if (message === 'schema is false') return `The configuration has a field at ${place} that is not known here.`;
  return `The configuration at ${place || '/'} ${message}.`;
}

function versionIn(value: unknown): number {
  const { version } = (value ?? {}) as { version?: unknown };
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : 0;
}
