/**
 * `notify.json` of the data folder, mode 0600: the ways out and which levels take which. Without the file only the
 * phones that subscribed to Web Push are told.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LEVELS, type Level } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import Type, { type Static, type TSchema } from 'typebox';
import Value from 'typebox/value';
import { createDingtalk, DingtalkSchema } from './channels/dingtalk.ts';
import { createMail, MailSchema } from './channels/mail.ts';
import { createNtfy, NtfySchema } from './channels/ntfy.ts';
import { createSms, SmsSchema } from './channels/sms.ts';
import { createWebhook, WebhookSchema } from './channels/webhook.ts';
import { createWecom, WecomSchema } from './channels/wecom.ts';
import type { Channel } from './notifier.ts';

/** One line for each kind of channel. */
const KINDS = {
  webhook: { schema: WebhookSchema, make: (id: string, config: never) => createWebhook(id, config) },
  wecom: { schema: WecomSchema, make: (id: string, config: never, link: string) => createWecom(id, config, link) },
  dingtalk: {
    schema: DingtalkSchema,
    make: (id: string, config: never, link: string, clock: Clock) => createDingtalk(id, config, link, clock),
  },
  sms: { schema: SmsSchema, make: (id: string, config: never) => createSms(id, config) },
  mail: { schema: MailSchema, make: (id: string, config: never, link: string) => createMail(id, config, link) },
  ntfy: { schema: NtfySchema, make: (id: string, config: never, link: string) => createNtfy(id, config, link) },
} as const;

const aLevel = Type.Unsafe<Level>(Type.Union(LEVELS.map((level) => Type.Literal(level))));
const anHour = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
export const PolicySchema = Type.Object({
  /** Levels that take this way. */
  levels: Type.Array(aLevel, { minItems: 1 }),
  /** Hours of the city's clock in which only these levels do; may pass midnight. */
  quiet: Type.Optional(Type.Object({ from: anHour, to: anHour, levels: Type.Array(aLevel) })),
});
export type Policy = Static<typeof PolicySchema>;

export interface ConfiguredChannel {
  readonly channel: Channel;
  readonly policy: Policy;
}

const FileSchema = Type.Object({
  /** Address of the phone page, put under every message. */
  link: Type.Optional(Type.String({ pattern: '^https?://' })),
  channels: Type.Array(Type.Object({ id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }), kind: Type.String() }), {
    maxItems: 20,
  }),
});

export const NOTIFY_FILE = 'notify.json';

/** Throws AppError NOTIFY with one sentence that names the file and the field. */
export async function readNotifyConfig(dataDir: string, clock: Clock): Promise<readonly ConfiguredChannel[]> {
  const path = join(dataDir, NOTIFY_FILE);
  const found = await stat(path).catch(() => null);
  if (!found) return [];
  if ((found.mode & 0o077) !== 0) {
    throw new AppError('NOTIFY', `${path} holds secrets and may be read by others; run chmod 600 on it.`);
  }
  const file = parse(path, await readFile(path, 'utf8'));
  check(path, '', FileSchema, file);
  const { link = '', channels } = file as Static<typeof FileSchema>;
  const ids = new Set<string>();
  return channels.map((entry) => {
    const { id, kind } = entry;
    if (ids.has(id)) throw new AppError('NOTIFY', `${path}: two channels are called ${id}.`);
    ids.add(id);
    if (!isKind(kind)) {
      throw new AppError(
        'NOTIFY',
        `${path}: ${id} is of the kind ${kind}; known are ${Object.keys(KINDS).join(', ')}.`,
      );
    }
    check(path, `${id}: `, PolicySchema, entry);
    check(path, `${id}: `, KINDS[kind].schema, entry);
    return { channel: KINDS[kind].make(id, entry as never, link, clock), policy: entry as unknown as Policy };
  });
}

const isKind = (kind: string): kind is keyof typeof KINDS => Object.hasOwn(KINDS, kind);

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('NOTIFY', `${path} is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
}

function check(path: string, where: string, schema: TSchema, value: unknown): void {
  if (Value.Check(schema, value)) return;
  const [first] = [...Value.Errors(schema, value)];
  const field = first?.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  throw new AppError('NOTIFY', `${path}: ${where}${field} ${first?.message ?? 'is wrong'}.`);
}
