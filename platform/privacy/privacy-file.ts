/** `privacy.yaml` as it is read: parsed once at the start, with one sentence that names the field that is wrong. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Bilingual, BilingualSchema, ROLES, UP_CHANNELS } from '@chengyun/contracts';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { parse } from 'yaml';
import { text } from '../service/config.ts';
import { AppError } from '../service/service.ts';

/** Jobs that end what is past its days; each has its file or statement in expiry.ts. */
export const EXPIRY_JOBS = [
  'notes',
  'evidence',
  'positions',
  'citizen-reports',
  'sign-in-attempts',
  'shared-data',
] as const;
export type ExpiryJob = (typeof EXPIRY_JOBS)[number];

const strict = { additionalProperties: false } as const;
const oneOf = <T extends string>(words: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(words.map((word) => Type.Literal(word))));
const EntrySchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z-]{1,40}$' }),
    name: BilingualSchema,
    what: BilingualSchema,
    why: BilingualSchema,
    /** Days until it is deleted or made coarse; 0: it is not kept; null: it is the record, and stays. */
    keepDays: Type.Union([Type.Number({ minimum: 0, maximum: 36_500 }), Type.Null()]),
    who: Type.Array(oneOf([...ROLES, 'public'] as const), { minItems: 1 }),
    /** What devices may send of it: channels, and metrics with `*` as the last part. */
    channels: Type.Optional(Type.Array(oneOf(UP_CHANNELS))),
    metrics: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z_]+(\\.[a-z_]+)*(\\.\\*)?$' }))),
    expiry: Type.Optional(oneOf(EXPIRY_JOBS)),
  },
  strict,
);
const FileSchema = Type.Object(
  { version: Type.Literal(1), entries: Type.Array(EntrySchema, { maxItems: 100 }) },
  strict,
);
export type PrivacyEntry = Static<typeof EntrySchema>;

export interface PublicEntry {
  readonly id: string;
  readonly name: Bilingual;
  readonly what: Bilingual;
  readonly why: Bilingual;
  readonly keepDays: number | null;
  readonly who: readonly string[];
}

export interface PrivacyBudget {
  readonly entries: readonly PrivacyEntry[];
  /** Whether devices may send it at all. */
  collectsMetric(metric: string): boolean;
  collectsChannel(channel: string): boolean;
  /** Roles that may see a kind of data. Throws AppError PRIVACY for a kind that the file does not name. */
  who(id: string): readonly string[];
  /** Milliseconds that the kind is kept; null: it stays. */
  keepMs(id: string): number | null;
  /** What the public page says. */
  published(): readonly PublicEntry[];
}

const DAY_MS = 86_400_000;
const SHIPPED = fileURLToPath(new URL('../../privacy.yaml', import.meta.url));

/** Key of every service that keeps or shows something: another file than the shipped one. */
export const PRIVACY_SPEC = { CHENGYUN_PRIVACY: text({ default: '' }) };

export function readPrivacy(configured = ''): PrivacyBudget {
  const path = configured || SHIPPED;
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('PRIVACY', `${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  return parsePrivacy(content, path);
}

/** Throws AppError PRIVACY. */
export function parsePrivacy(content: string, path = 'privacy.yaml'): PrivacyBudget {
  const fail = (why: string): AppError => new AppError('PRIVACY', `${path}: ${why}.`);
  let file: unknown;
  try {
    file = parse(content);
  } catch (cause) {
    throw new AppError('PRIVACY', `${path} is not YAML: ${(cause as Error).message.split('\n')[0]}.`, { cause });
  }
  if (!Value.Check(FileSchema, file)) {
    const [first] = [...Value.Errors(FileSchema, file)];
    throw fail(`${first?.instancePath.slice(1).replaceAll('/', '.') || 'the file'} ${first?.message ?? 'is wrong'}`);
  }
  const { entries } = file;
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  if (byId.size < entries.length) throw fail('two entries have the same id');
  const unending = entries.find(({ expiry, keepDays }) => expiry !== undefined && keepDays === null);
  if (unending) throw fail(`${unending.id} has a job that ends it and no days after which it does`);
  const entryOf = (id: string): PrivacyEntry => {
    const entry = byId.get(id);
    if (!entry) throw fail(`there is no entry ${id}, and nothing may be kept or shown that is not named here`);
    return entry;
  };
  const names = entries.flatMap(({ metrics = [] }) => metrics);
  const channels = new Set<string>(entries.flatMap(({ channels: named = [] }) => named));
  return {
    entries,
    collectsMetric: (metric) =>
      names.some((name) => (name.endsWith('.*') ? metric.startsWith(name.slice(0, -1)) : metric === name)),
    collectsChannel: (channel) => channels.has(channel),
    who: (id) => entryOf(id).who,
    keepMs: (id) => {
      const { keepDays } = entryOf(id);
      return keepDays === null ? null : keepDays * DAY_MS;
    },
    published: () => entries.map(({ id, name, what, why, keepDays, who }) => ({ id, name, what, why, keepDays, who })),
  };
}
