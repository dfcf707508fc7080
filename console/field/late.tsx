/** Stands where a late part will be; nothing is there until it has been fetched. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

type Parts = typeof import('./late-parts.ts');

const parts = signal<Parts | null>(null);
let isFetching = false;

/** Again when asked for again, should the network have been away. */
export async function fetchLateParts(): Promise<void> {
  if (parts.peek() || isFetching) return;
  isFetching = true;
  try {
    parts.value = await import('./late-parts.ts');
  } catch {
    // The next one who needs a part asks again.
  } finally {
    isFetching = false;
  }
}

export interface LateProps {
  readonly children: (parts: Parts) => JSX.Element;
}

export function Late({ children }: LateProps) {
  const found = parts.value;
  useEffect(() => {
    if (!found) void fetchLateParts();
  });
  return found && children(found);
}
