/** E-mail over SMTP. Who gets it stands in the configuration, by account. */
import { AppError } from '@chengyun/platform/service/service.ts';
import { createTransport } from 'nodemailer';
import Type, { type Static } from 'typebox';
import { linesOf, subjectOf } from '../message.ts';
import type { Channel } from '../notifier.ts';

export const MailSchema = Type.Object({
  kind: Type.Literal('mail'),
  host: Type.String({ minLength: 1 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** TLS from the first byte; else STARTTLS where the server offers it. */
  secure: Type.Optional(Type.Boolean()),
  user: Type.Optional(Type.String()),
  password: Type.Optional(Type.String()),
  from: Type.String({ pattern: '@' }),
  addresses: Type.Record(Type.String(), Type.String({ pattern: '@' })),
});

const TIMEOUT_MS = 5_000;

export function createMail(id: string, config: Static<typeof MailSchema>, link: string): Channel {
  const { host, port, secure = false, user, password, from, addresses } = config;
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  const auth = user === undefined ? {} : { auth: { user, pass: password ?? '' } };
  const transport = createTransport({ host, port, secure, ...timeouts, ...auth });
  return {
    id,
    send: async (notice, key) => {
      const to = addresses[notice.officer];
      if (to === undefined) throw new AppError('NO_ADDRESS', `${id} knows no address of ${notice.officer}.`);
      const text = linesOf(notice, link).join('\n');
      const message = {
        from,
        to,
        subject: subjectOf(notice),
        text,
        messageId: `<${key.replace(/[^\w.-]/g, '-')}@chengyun>`,
      };
      await transport.sendMail(message).catch((cause: Error) => {
        throw new AppError('CHANNEL', `${host}:${port} did not take the mail: ${cause.message}.`, { cause });
      });
    },
  };
}
