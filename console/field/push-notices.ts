/**
 * Task notices while the page is closed (Web Push): where the phone can, and only when its owner said yes. Delivery is
 * what the receipt says, not this.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { sendJson } from '../ui/send-json.ts';

/** `unable`: the browser has none. `refused`: it may not. `failed`: no push service, or the centre did not take it. */
export type PushState = 'unable' | 'off' | 'on' | 'refused' | 'failed';

export interface PushNotices {
  readonly state: ReadonlySignal<PushState>;
  turn(on: boolean): Promise<void>;
}

export interface PushNoticesDeps {
  /** Null where the browser has no push; resolves with null while the page has no service worker. */
  readonly manager: (() => Promise<Pick<PushManager, 'getSubscription' | 'subscribe'> | null>) | null;
  readonly askPermission: () => Promise<NotificationPermission>;
  /** The centre's public key, base64url. */
  readonly key: () => Promise<string>;
  /** Rejects when the centre does not take it. */
  readonly tell: (subscription: PushSubscriptionJSON) => Promise<void>;
}

export function createPushNotices({ manager, askPermission, key, tell }: PushNoticesDeps): PushNotices {
  const state = signal<PushState>(manager ? 'off' : 'unable');

  async function on(): Promise<PushState> {
    if (!manager) return 'unable';
    if ((await askPermission()) !== 'granted') return 'refused';
    const found = await manager();
    const subscription = await found?.subscribe({ userVisibleOnly: true, applicationServerKey: await key() });
    if (!subscription) return 'failed';
    await tell(subscription.toJSON());
    return 'on';
  }

  async function off(): Promise<PushState> {
    const known = await (await manager?.())?.getSubscription();
    await known?.unsubscribe();
    return manager ? 'off' : 'unable';
  }

  /** What was agreed to before stands; the centre is told again, for it may have forgotten. */
  async function resume(): Promise<void> {
    const known = await (await manager?.())?.getSubscription();
    if (!known) return;
    state.value = 'on';
    await tell(known.toJSON());
  }

  void resume().catch(() => undefined);
  return {
    state,
    async turn(wanted) {
      state.value = await (wanted ? on() : off()).catch((): PushState => 'failed');
    },
  };
}

/** As the browser and the centre do it. */
export function browserPush(csrf: string): PushNoticesDeps {
  const isAble = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
  const answered = async (response: Response): Promise<Response> => {
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    return response;
  };
  return {
    manager: isAble ? async () => (await navigator.serviceWorker.getRegistration())?.pushManager ?? null : null,
    askPermission: () => Notification.requestPermission(),
    async key() {
      const response = await answered(await fetch('/api/push/key', { credentials: 'same-origin' }));
      return ((await response.json()) as { key: string }).key;
    },
    async tell(subscription) {
      await answered(await sendJson('/api/push/subscribe', csrf, subscription));
    },
  };
}
