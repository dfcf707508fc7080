/**
 * Tells an officer that a task waits. Delivery is defined by the receipt (the facts `delivered` and `seen`), never by a
 * notifier: this only makes a phone look. Adapters for SMS or other channels implement the same interface.
 */
import type { Bilingual, Level } from '@chengyun/contracts';

export interface Notice {
  /** Makes a repeated notice harmless: the phone replaces the one with the same key. */
  readonly task: string;
  readonly officer: string;
  readonly level: Level;
  readonly title: Bilingual;
  readonly instruction: Bilingual;
}

export interface Notifier {
  /** Never rejects; failures are counted by the adapter. */
  notify(notice: Notice): Promise<void>;
}
