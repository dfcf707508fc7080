/**
 * Counts that come from people are published from `k` on only. One that is left out could be told by taking the others
 * from their sum; so where exactly one is left out, the
 * smallest of the rest is left out as well. What is published is rounded down to whole groups of k, so that who watches
 * the page cannot see one more person come.
 */
export const K_MIN = 10;

export function suppressed(counts: ReadonlyMap<string, number>, k = K_MIN): ReadonlyMap<string, number | null> {
  const hidden = new Set([...counts].filter(([, count]) => count > 0 && count < k).map(([key]) => key));
  if (hidden.size === 1) {
    const rest = [...counts].filter(([key, count]) => !hidden.has(key) && count > 0);
    const smallest = rest.sort((a, b) => a[1] - b[1])[0];
    if (smallest) hidden.add(smallest[0]);
  }
  return new Map([...counts].map(([key, count]) => [key, hidden.has(key) ? null : Math.floor(count / k) * k]));
}
