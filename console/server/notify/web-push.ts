/**
 * Web Push (RFC 8030, VAPID RFC 8292). Works where the phone reaches its push service; see the receipt for the truth.
 * The VAPID key follows from one secret of the installation, so that subscriptions survive a restart.
 */
import { createECDH, hkdfSync } from 'node:crypto';
import type { Agent } from 'node:https';
import { keepSecret } from '@chengyun/platform/postgres/secrets.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import { loadSnapshot, saveSnapshot } from '@chengyun/platform/store/snapshots.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import Type, { type Static } from 'typebox';
import webPush from 'web-push';
import { pushedNotice } from './message.ts';
import type { Notice, Notifier } from './notifier.ts';
import { createOutsideAgent, isOutsideUrl } from './outside-agent.ts';

export const PushSubscriptionSchema = Type.Object({
  endpoint: Type.String({ pattern: '^https://', maxLength: 2000 }),
  keys: Type.Object({ p256dh: Type.String({ maxLength: 200 }), auth: Type.String({ maxLength: 100 }) }),
});
export type PushSubscription = Static<typeof PushSubscriptionSchema>;

export interface WebPushDeps {
  readonly store: Store;
  readonly counts: ComponentCounts;
  /** Tests have a push service of their own, inside. */
  readonly agent?: Agent;
}

export interface WebPushNotifier extends Notifier {
  start(): Promise<void>;
  /** For `pushManager.subscribe`, base64url. */
  publicKey(): string;
  /** False when its endpoint is not one that may be called. */
  subscribe(officer: string, subscription: PushSubscription): Promise<boolean>;
}

const KEPT_AS = 'console.push';
const PER_OFFICER_MAX = 5;
const TIMEOUT_MS = 5000;
/** A task notice older than this is of no use to anybody. */
const TTL_S = 600;
const GONE = new Set([404, 410]);

export function createWebPushNotifier(
  config: { readonly dataDir: string; readonly contact: string; readonly hosts?: readonly string[] },
  { store, counts, agent = createOutsideAgent(config.hosts) }: WebPushDeps,
): WebPushNotifier {
  let subscriptions: Record<string, PushSubscription[]> = {};
  let keys = { publicKey: '', privateKey: '' };
  const save = (): Promise<void> =>
    saveSnapshot(store, KEPT_AS, {}, new TextEncoder().encode(JSON.stringify(subscriptions)));

  const send = async (subscription: PushSubscription, notice: Notice): Promise<boolean> => {
    try {
      await webPush.sendNotification(subscription, JSON.stringify(pushedNotice(notice)), {
        vapidDetails: { subject: config.contact, ...keys },
        TTL: TTL_S,
        urgency: notice.level === 'red' || notice.level === 'orange' ? 'high' : 'normal',
        timeout: TIMEOUT_MS,
        agent,
      });
      counts.sent();
      return true;
    } catch (error) {
      counts.error();
      return !GONE.has((error as { statusCode?: number }).statusCode ?? 0);
    }
  };

  return {
    publicKey: () => keys.publicKey,
    async start() {
      keys = vapidKeys(await keepSecret(config.dataDir, 'vapidSeed'));
      const kept = await loadSnapshot(store, KEPT_AS);
      if (kept) subscriptions = JSON.parse(new TextDecoder().decode(kept.state)) as typeof subscriptions;
    },
    async subscribe(officer, subscription) {
      if (!isOutsideUrl(subscription.endpoint, config.hosts)) return false;
      const others = (subscriptions[officer] ?? []).filter((known) => known.endpoint !== subscription.endpoint);
      subscriptions = { ...subscriptions, [officer]: [...others, subscription].slice(-PER_OFFICER_MAX) };
      await save();
      return true;
    },
    async notify(notice) {
      counts.received();
      const known = subscriptions[notice.officer] ?? [];
      if (known.length === 0) counts.dropped('not-subscribed');
      const alive = await Promise.all(known.map((subscription) => send(subscription, notice)));
      if (alive.every(Boolean)) return;
      subscriptions = { ...subscriptions, [notice.officer]: known.filter((_, i) => alive[i]) };
      await save().catch(() => counts.error());
    },
  };
}

/** A P-256 key pair from a secret: HKDF-SHA-256 gives the private scalar, which is below the order but for 2^-32. */
export function vapidKeys(seed: string): { publicKey: string; privateKey: string } {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(hkdfSync('sha256', seed, '', 'chengyun vapid', 32)));
  const privateKey = curve.getPrivateKey().toString('base64url');
  return { publicKey: curve.getPublicKey().toString('base64url'), privateKey };
}
