/** Opens what the centre told a device: the text, or why it is not believed. */
import { createHash } from 'node:crypto';
import { type DeviceCredentials, type DownChannel, SealedSchema } from '@chengyun/contracts';
import { isGenuine } from '@chengyun/platform/service/sealed.ts';
import { Check } from 'typebox/value';

export type Opened = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

export function openSealed(channel: DownChannel, payload: Uint8Array, { secret }: DeviceCredentials): Opened {
  let message: unknown;
  try {
    message = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return { ok: false, reason: 'It is not JSON.' };
  }
  if (!Check(SealedSchema, message)) return { ok: false, reason: 'It is not sealed.' };
  const key = createHash('sha256').update(secret).digest();
  return isGenuine(key, channel, message)
    ? { ok: true, text: message.text }
    : { ok: false, reason: 'Its seal is wrong.' };
}
