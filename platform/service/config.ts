/**
 * Configuration from the environment: read once, checked, frozen. A service names its keys with a spec, for instance
 * `{ CHENGYUN_INGEST_BATCH_MAX: int({ default: 2000, min: 1, max: 100_000 }) }`; keys carry their units. A bad value
 * is an AppError that names the key. A field without default is required.
 */
import { AppError } from './service.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface ConfigField<T> {
  /** Returns the value, or a string that completes the sentence "<key> ...". */
  readonly parse: (raw: string) => { readonly value: T } | { readonly wrong: string };
  readonly fallback: { readonly value: T } | null;
  /** A secret is shown as `(set)` when the configuration prints itself. */
  readonly secret: boolean;
}

export type ConfigSpec = Readonly<Record<string, ConfigField<unknown>>>;
export type ConfigOf<S extends ConfigSpec> = {
  readonly [K in keyof S]: S[K] extends ConfigField<infer T> ? T : never;
};

interface Default<T> {
  readonly default?: T;
}
interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function field<T>(options: Default<T>, parse: ConfigField<T>['parse'], secret = false): ConfigField<T> {
  return { parse, secret, fallback: options.default === undefined ? null : { value: options.default } };
}

function parseNumber(raw: string, { min = -Infinity, max = Infinity }: Bounds, whole: boolean) {
  const value = Number(raw);
  const kind = whole ? 'a whole number' : 'a number';
  if (raw.trim() === '' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    return { wrong: `must be ${kind}, not "${raw}"` };
  }
  if (value < min) return { wrong: `must be at least ${min}, not ${value}` };
  if (value > max) return { wrong: `must be at most ${max}, not ${value}` };
  return { value };
}

/** A whole number within bounds. */
export function int(options: Default<number> & Bounds = {}): ConfigField<number> {
  return field(options, (raw) => parseNumber(raw, options, true));
}

/** A finite number within bounds. */
export function num(options: Default<number> & Bounds = {}): ConfigField<number> {
  return field(options, (raw) => parseNumber(raw, options, false));
}

/** Any text, for instance a path. */
export function text(options: Default<string> = {}): ConfigField<string> {
  return field(options, (value) => ({ value }));
}

/** Text that is never printed, for instance a database URL with its password. */
export function secret(options: Default<string> = {}): ConfigField<string> {
  return field(options, (value) => ({ value }), true);
}

/** `1`, `true`, `yes`, `on` or `0`, `false`, `no`, `off`. */
export function flag(options: Default<boolean> = {}): ConfigField<boolean> {
  return field(options, (raw) => {
    const word = raw.toLowerCase();
    if (['1', 'true', 'yes', 'on'].includes(word)) return { value: true };
    if (['0', 'false', 'no', 'off'].includes(word)) return { value: false };
    return { wrong: `must be on or off, not "${raw}"` };
  });
}

/** One word of a list. */
export function oneOf<T extends string>(words: readonly T[], options: Default<T> = {}): ConfigField<T> {
  return field(options, (raw) => {
    const value = words.find((word) => word === raw);
    return value === undefined ? { wrong: `must be one of ${words.join(', ')}, not "${raw}"` } : { value };
  });
}

/** Reads and freezes the keys of `spec`; an empty variable counts as absent. Throws AppError CONFIG. */
export function readConfig<S extends ConfigSpec>(env: Env, spec: S): ConfigOf<S> {
  const config: Record<string, unknown> = {};
  for (const [key, { parse, fallback }] of Object.entries(spec)) {
    const raw = env[key];
    if (raw === undefined || raw === '') {
      if (fallback === null) throw new AppError('CONFIG', `${key} is required but not set.`);
      config[key] = fallback.value;
      continue;
    }
    const parsed = parse(raw);
    if ('wrong' in parsed) throw new AppError('CONFIG', `${key} ${parsed.wrong}.`);
    config[key] = parsed.value;
  }
  return Object.freeze(config) as ConfigOf<S>;
}

/** What may be logged: the configuration with its secrets hidden. */
export function printableConfig<S extends ConfigSpec>(config: ConfigOf<S>, spec: S): Readonly<Record<string, unknown>> {
  const entries = Object.entries(spec).map(([key, { secret }]) => {
    const value = config[key as keyof S];
    return [key, secret && value !== '' ? '(set)' : value];
  });
  return Object.fromEntries(entries);
}
