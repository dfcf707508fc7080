/** Whether two secrets are the same, in a time that tells neither where they differ nor how long the wanted one is. */
import { createHash, timingSafeEqual } from 'node:crypto';

export function isSameSecret(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
