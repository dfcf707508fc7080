/** Is a configuration that was sent down one that this device can take? Checked again here: the sender may be wrong. */
import type { Static, TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';

/** What every configuration from the centre has, of whatever kind of device. */
export interface ToldConfig {
  readonly device: string;
  readonly version: number;
}

/** `version` is 0 when not even that could be read. */
export type CheckedConfig<Config> =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly version: number; readonly reason: string };

/** @param faultOf what the schema cannot say, as one sentence, or null */
export function checkTold<Schema extends TSchema>(
  schema: Schema,
  text: string,
  device: string,
  inForce: ToldConfig | null,
  faultOf: (config: Static<Schema>) => string | null,
): CheckedConfig<Static<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, version: 0, reason: 'The configuration is not JSON.' };
  }
  const version = versionIn(value);
  if (!Check(schema, value)) return { ok: false, version, reason: mismatchOf(schema, value) };
  const reason = strangenessOf(value as ToldConfig, device, inForce) ?? faultOf(value);
  return reason === null ? { ok: true, config: value } : { ok: false, version, reason };
}

function strangenessOf(config: ToldConfig, device: string, inForce: ToldConfig | null): string | null {
  const { version } = config;
  if (config.device !== device) return `The configuration is for ${config.device}, not for ${device}.`;
  if (inForce !== null && version < inForce.version) {
    return `Version ${version} is older than version ${inForce.version}, which is in force.`;
  }
  if (inForce?.version === version && JSON.stringify(inForce) !== JSON.stringify(config)) {
    return `Version ${version} is in force with other contents.`;
  }
  return null;
}

function mismatchOf(schema: TSchema, value: unknown): string {
  const [error] = Errors(schema, value);
  const { instancePath: place = '', message = '' } = error ?? {};
  // What a schema says of a field that it does not know.
  if (message === 'schema is false') return `The configuration has a field at ${place} that is not known here.`;
  return `The configuration at ${place || '/'} ${message}.`;
}

function versionIn(value: unknown): number {
  const { version } = (value ?? {}) as { version?: unknown };
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : 0;
}
