/** A topic of ntfy, a push server of one's own: docs.ntfy.sh/publish. */
import type { Level } from '@chengyun/contracts';
import Type, { type Static } from 'typebox';
import { bodyOf, subjectOf } from '../message.ts';
import type { Channel } from '../notifier.ts';
import { JSON_HEADERS, post } from '../post-json.ts';

export const NtfySchema = Type.Object({
  kind: Type.Literal('ntfy'),
  /** Of the server, without the topic. */
  url: Type.String({ pattern: '^https?://' }),
  topic: Type.String({ pattern: '^[-_A-Za-z0-9]{1,64}$' }),
  token: Type.Optional(Type.String()),
});

const PRIORITY = { blue: 2, yellow: 3, orange: 4, red: 5 } as const satisfies Record<Level, number>;

export function createNtfy(id: string, { url, topic, token }: Static<typeof NtfySchema>, link: string): Channel {
  const headers = { ...JSON_HEADERS, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  return {
    id,
    send: async (notice) => {
      const message = bodyOf(notice);
      const click = link === '' ? {} : { click: link };
      const body = { topic, title: subjectOf(notice), message, priority: PRIORITY[notice.level], ...click };
      await post({ url, body: JSON.stringify(body), headers });
    },
  };
}
