/** Puts the entry last and forgets from the front until no more than `max` are left. */
export function rememberNewest<K, V>(known: Map<K, V>, key: K, value: V, max: number): void {
  known.delete(key);
  known.set(key, value);
  for (const oldest of known.keys()) {
    if (known.size <= max) return;
    known.delete(oldest);
  }
}
