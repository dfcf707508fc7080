/** A group robot of DingTalk 钉钉 with signed requests: open.dingtalk.com, custom robot security settings. */
import { createHmac } from 'node:crypto';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import Type, { type Static } from 'typebox';
import { linesOf } from '../message.ts';
import type { Channel } from '../notifier.ts';
import { assertNoErrcode, JSON_HEADERS, post } from '../post-json.ts';

export const DingtalkSchema = Type.Object({
  kind: Type.Literal('dingtalk'),
  /** With the robot's access token. */
  url: Type.String({ pattern: '^https?://' }),
  secret: Type.String({ minLength: 8 }),
});

export function createDingtalk(
  id: string,
  { url, secret }: Static<typeof DingtalkSchema>,
  link: string,
  clock: Clock,
): Channel {
  return {
    id,
    send: async (notice) => {
      const timestamp = String(clock.nowMs());
      const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
      const signed = new URL(url);
      signed.searchParams.set('timestamp', timestamp);
      signed.searchParams.set('sign', sign);
      const body = JSON.stringify({ msgtype: 'text', text: { content: linesOf(notice, link).join('\n') } });
      assertNoErrcode(signed.host, await post({ url: signed.href, body, headers: JSON_HEADERS }));
    },
  };
}
