import { expect, test } from 'vitest';
import { createPushNotices, type PushNoticesDeps } from './push-notices.ts';

const SUBSCRIPTION = { endpoint: 'https://push.example/1', keys: { p256dh: 'a', auth: 'b' } };

function phone(part: Partial<PushNoticesDeps> & { readonly isSubscribed?: boolean } = {}) {
  let isSubscribed = part.isSubscribed ?? false;
  const told: PushSubscriptionJSON[] = [];
  const asked: unknown[] = [];
  const subscription = {
    toJSON: () => SUBSCRIPTION,
    unsubscribe: async () => {
      isSubscribed = false;
      return true;
    },
  } as unknown as PushSubscription;
  const notices = createPushNotices({
    manager: async () => ({
      getSubscription: async () => (isSubscribed ? subscription : null),
      subscribe: async (options?: PushSubscriptionOptionsInit) => {
        asked.push(options);
        isSubscribed = true;
        return subscription;
      },
    }),
    askPermission: async () => 'granted',
    key: async () => 'BKey',
    tell: async (json) => void told.push(json),
    ...part,
  });
  return { notices, told, asked, isSubscribed: () => isSubscribed };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('a yes subscribes with the key of the centre and tells it; off ends the subscription', async () => {
  const { notices, told, asked, isSubscribed } = phone();
  expect(notices.state.value).toBe('off');
  await notices.turn(true);
  expect(notices.state.value).toBe('on');
  expect(asked).toEqual([{ userVisibleOnly: true, applicationServerKey: 'BKey' }]);
  expect(told).toEqual([SUBSCRIPTION]);
  await notices.turn(false);
  expect(notices.state.value).toBe('off');
  expect(isSubscribed()).toBe(false);
});

test('what was agreed to before stands, and the centre is told again', async () => {
  const { notices, told } = phone({ isSubscribed: true });
  await settled();
  expect(notices.state.value).toBe('on');
  expect(told).toEqual([SUBSCRIPTION]);
});

test('a no, a browser without push, and a push service that does not answer are each said', async () => {
  const refusing = phone({ askPermission: async () => 'denied' });
  await refusing.notices.turn(true);
  expect(refusing.notices.state.value).toBe('refused');
  expect(refusing.asked).toEqual([]);

  const unable = phone({ manager: null });
  await unable.notices.turn(true);
  expect(unable.notices.state.value).toBe('unable');

  const young = phone({ manager: async () => null });
  await young.notices.turn(true);
  expect(young.notices.state.value).toBe('failed');

  const unheard = phone({ tell: () => Promise.reject(new Error('502')) });
  await unheard.notices.turn(true);
  expect(unheard.notices.state.value).toBe('failed');
});
