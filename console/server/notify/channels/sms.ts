/**
 * A gateway for SMS over HTTP: a template with `{phone}`, `{text}` and `{key}`. Who gets it stands in the configuration,
 * by account: no number of a person is in any record.
 */
import { AppError } from '@chengyun/platform/service/service.ts';
import Type, { type Static } from 'typebox';
import { subjectOf } from '../message.ts';
import type { Channel } from '../notifier.ts';
import { JSON_HEADERS, post } from '../post-json.ts';

export const SmsSchema = Type.Object({
  kind: Type.Literal('sms'),
  url: Type.String({ pattern: '^https?://' }),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  /** Of the request, for instance `{"to": "{phone}", "message": "{text}", "id": "{key}"}`. */
  body: Type.Record(Type.String(), Type.String()),
  phones: Type.Record(Type.String(), Type.String({ pattern: '^[0-9+]{5,20}$' })),
});

/** Two messages of Chinese text. */
const TEXT_CHARACTERS_MAX = 134;

export function createSms(id: string, config: Static<typeof SmsSchema>): Channel {
  const { url, headers = {}, body, phones } = config;
  return {
    id,
    send: async (notice, key) => {
      const phone = phones[notice.officer];
      if (phone === undefined) throw new AppError('NO_ADDRESS', `${id} knows no phone of ${notice.officer}.`);
      const text = `${subjectOf(notice)}：${notice.instruction.zh}`.slice(0, TEXT_CHARACTERS_MAX);
      const filled = Object.entries(body).map(([name, template]) => [
        name,
        template.replace(/\{(phone|text|key)\}/g, (_, part: 'phone' | 'text' | 'key') => ({ phone, text, key })[part]),
      ]);
      await post({ url, body: JSON.stringify(Object.fromEntries(filled)), headers: { ...JSON_HEADERS, ...headers } });
    },
  };
}
