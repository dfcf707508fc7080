/** A group robot of WeCom 企业微信: developer.work.weixin.qq.com/document/path/91770. */
import Type, { type Static } from 'typebox';
import { linesOf } from '../message.ts';
import type { Channel } from '../notifier.ts';
import { assertNoErrcode, JSON_HEADERS, post } from '../post-json.ts';

export const WecomSchema = Type.Object({
  kind: Type.Literal('wecom'),
  /** With the robot's key. */
  url: Type.String({ pattern: '^https?://' }),
  /** Numbers that are called by name, beside the message. */
  mobiles: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9+]{5,20}$' }), { maxItems: 100 })),
});

export function createWecom(id: string, { url, mobiles = [] }: Static<typeof WecomSchema>, link: string): Channel {
  return {
    id,
    send: async (notice) => {
      const content = linesOf(notice, link).join('\n');
      const body = JSON.stringify({ msgtype: 'text', text: { content, mentioned_mobile_list: mobiles } });
      assertNoErrcode(new URL(url).host, await post({ url, body, headers: JSON_HEADERS }));
    },
  };
}
