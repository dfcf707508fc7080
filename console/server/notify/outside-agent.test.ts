import { once } from 'node:events';
import { request } from 'node:https';
import { describe, expect, it, test } from 'vitest';
import { createOutsideAgent, isOutsideUrl } from './outside-agent.ts';

describe('an endpoint that a phone names', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/abc',
    'https://93.184.216.34/push',
    'https://[2606:2800:220:1::1]/push',
  ])('may lie outside: %s', (url) => expect(isOutsideUrl(url)).toBe(true));

  it.each([
    'http://fcm.googleapis.com/x',
    'https://user:secret@push.example.com/',
    'https://localhost/x',
    'https://broker/x',
    'https://store.internal/x',
    'https://printer.local/x',
    'https://127.0.0.1:8443/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://10.1.2.3/x',
    'https://172.31.0.1/x',
    'https://192.168.1.1/x',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://[fd00::1]/x',
    'not an address',
  ])('never inside: %s', (url) => expect(isOutsideUrl(url)).toBe(false));
});

test('a push service of one’s own may lie inside when it is named, and only it', () => {
  const hosts = ['push.internal', '10.1.2.3'];
  expect(isOutsideUrl('https://push.internal/x', hosts)).toBe(true);
  expect(isOutsideUrl('https://10.1.2.3:8443/x', hosts)).toBe(true);
  expect(isOutsideUrl('https://10.1.2.4/x', hosts)).toBe(false);
  expect(isOutsideUrl('http://push.internal/x', hosts)).toBe(false);
});

test('a name of the outside that leads inside is not connected to', async () => {
  const asked = request({ agent: createOutsideAgent(), host: 'localhost', port: 1, path: '/' });
  asked.end();
  const [error] = (await once(asked, 'error')) as [Error];
  expect(error.message).toBe('localhost leads inside.');
});
