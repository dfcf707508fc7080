/**
 * Tells an officer that a task waits. Delivery is defined by the receipt (the facts `delivered` and `seen`), never by a
 * notifier: this only makes somebody look.
 */
import type { Bilingual, Level, TimelineKind } from '@chengyun/contracts';

export interface Notice {
  /** Makes a repeated notice harmless: the phone replaces the one with the same key. */
  readonly task: string;
  readonly officer: string;
  readonly level: Level;
  readonly title: Bilingual;
  readonly instruction: Bilingual;
  /** An exercise must never be taken for an emergency: every channel says which it is. */
  readonly kind: TimelineKind;
}

export interface Notifier {
  /** Never rejects; failures are counted by the adapter. */
  notify(notice: Notice): Promise<void>;
}

/** A way out of the installation: a robot of a chat, a gateway for SMS, mail. */
export interface Channel {
  /** As in the configuration. */
  readonly id: string;
  /** Rejects with one sentence when the other side did not take it; `key` stays the same over repetitions. */
  send(notice: Notice, key: string): Promise<void>;
}
