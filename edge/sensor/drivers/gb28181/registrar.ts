/**
 * Who is registered (GB/T 28181-2016, 9.1 and RFC 3261, 10.3): a challenge with a nonce of our own, the digest checked,
 * an expiry, and a keep-alive that must not stay away. Nothing here sends.
 */
import type { Chance } from '../../../agent/chance.ts';
import { digestFrom, isRightDigest } from './digest.ts';
import { headerOf, type SipMessage, userOf } from './sip.ts';

export interface Peer {
  readonly address: string;
  readonly port: number;
}

export interface Registered extends Peer {
  readonly untilMs: number;
  aliveMs: number;
}

export type RegisterVerdict =
  | { readonly kind: 'challenge'; readonly nonce: string }
  | { readonly kind: 'refused'; readonly sentence: string }
  | { readonly kind: 'registered'; readonly deviceId: string; readonly expiresS: number; readonly isNew: boolean }
  | { readonly kind: 'left'; readonly deviceId: string };

export interface RegistrarConfig {
  readonly realm: string;
  readonly keepAliveMsMax: number;
  /** Undefined for a device that is not configured, null for one without a password. */
  readonly passwordOf: (deviceId: string) => string | null | undefined;
}

export interface Registrar {
  register(request: SipMessage, from: Peer): RegisterVerdict;
  /** The device that said it, or null when nobody is registered from there. */
  online(deviceId: string): Registered | null;
}

const NONCES_MAX = 1000;
const NONCE_MS_MAX = 5 * 60_000;
const EXPIRES_S_MAX = 7 * 86_400;
const EXPIRES_S_DEFAULT = 3600;

export function createRegistrar(
  { realm, keepAliveMsMax, passwordOf }: RegistrarConfig,
  monotonicMs: () => number,
  chance: Chance,
): Registrar {
  const nonces = new Map<string, number>();
  const registered = new Map<string, Registered>();

  function challenge(): RegisterVerdict {
    const nonce = chance.hex64() + chance.hex64();
    const [oldest] = nonces.keys();
    if (nonces.size >= NONCES_MAX && oldest !== undefined) nonces.delete(oldest);
    nonces.set(nonce, monotonicMs());
    return { kind: 'challenge', nonce };
  }

  function admit(request: SipMessage, deviceId: string, from: Peer): RegisterVerdict {
    const said = headerOf(request, 'expires') || /;\s*expires=(\d+)/.exec(headerOf(request, 'contact'))?.[1];
    const expiresS = Math.min(/^\d{1,9}$/.test(said ?? '') ? Number(said) : EXPIRES_S_DEFAULT, EXPIRES_S_MAX);
    const isNew = online(deviceId) === null;
    if (expiresS === 0) {
      registered.delete(deviceId);
      return { kind: 'left', deviceId };
    }
    const nowMs = monotonicMs();
    registered.set(deviceId, { ...from, untilMs: nowMs + expiresS * 1000, aliveMs: nowMs });
    return { kind: 'registered', deviceId, expiresS, isNew };
  }

  function online(deviceId: string): Registered | null {
    const one = registered.get(deviceId);
    const nowMs = monotonicMs();
    return one !== undefined && nowMs < one.untilMs && nowMs - one.aliveMs <= keepAliveMsMax ? one : null;
  }

  return {
    online,
    register: (request, from) => {
      const deviceId = userOf(headerOf(request, 'from'));
      const password = passwordOf(deviceId);
      if (password === undefined) {
        return { kind: 'refused', sentence: `The GB/T 28181 device ${deviceId || '(no number)'} is not configured.` };
      }
      if (password === null) return admit(request, deviceId, from);
      const answer = digestFrom(headerOf(request, 'authorization'));
      const issuedMs = answer === null ? undefined : nonces.get(answer.nonce);
      if (answer === null || issuedMs === undefined || monotonicMs() - issuedMs > NONCE_MS_MAX) return challenge();
      if (answer.realm !== realm || answer.username !== deviceId || !isRightDigest(answer, 'REGISTER', password)) {
        return { kind: 'refused', sentence: `The GB/T 28181 device ${deviceId} came with a wrong password.` };
      }
      return admit(request, deviceId, from);
    },
  };
}
