/** Any HTTP endpoint: the notice as JSON, signed with HMAC-SHA256 over the body, with a key against repetition. */
import { createHmac } from 'node:crypto';
import Type, { type Static } from 'typebox';
import type { Channel } from '../notifier.ts';
import { JSON_HEADERS, post } from '../post-json.ts';

export const WebhookSchema = Type.Object({
  kind: Type.Literal('webhook'),
  url: Type.String({ pattern: '^https?://' }),
  secret: Type.String({ minLength: 16 }),
});

export function createWebhook(id: string, { url, secret }: Static<typeof WebhookSchema>): Channel {
  return {
    id,
    send: async (notice, key) => {
      const body = JSON.stringify(notice);
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const headers = { ...JSON_HEADERS, 'idempotency-key': key, 'x-chengyun-signature': `sha256=${signature}` };
      await post({ url, body, headers });
    },
  };
}
