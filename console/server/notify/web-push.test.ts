import { createECDH } from 'node:crypto';
import { expect, test } from 'vitest';
import { vapidKeys } from './web-push.ts';

test('the VAPID key pair follows from the secret and belongs together', () => {
  const keys = vapidKeys('a secret');
  expect(vapidKeys('a secret')).toEqual(keys);
  expect(vapidKeys('another').publicKey).not.toBe(keys.publicKey);
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(keys.privateKey, 'base64url'));
  expect(curve.getPublicKey().toString('base64url')).toBe(keys.publicKey);
  expect(Buffer.from(keys.publicKey, 'base64url')).toHaveLength(65);
});
