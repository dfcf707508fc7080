/** What a phone shows first, asked for by the page itself (see index.html), while the script of the connection is still away. */
import type { Snapshot } from '@chengyun/contracts';
import { OFFLINE_AFTER_MS } from '../state/wire.ts';

/** Null when the server does not say it soon: then what this browser keeps stands, until the connection does. */
export async function fetchFirstView(timeline: string | null): Promise<Snapshot | null> {
  const query = timeline === null ? '' : `?${new URLSearchParams({ timeline })}`;
  try {
    const response = await fetch(`/api/field${query}`, {
      ...{ credentials: 'same-origin', signal: AbortSignal.timeout(OFFLINE_AFTER_MS) },
    });
    return response.ok ? ((await response.json()) as Snapshot) : null;
  } catch {
    return null;
  }
}

const AGAIN_MS = 3000;

/** The script of the connection, asked for again and again should the network have gone in the middle of it. */
export async function fetchConnection(): Promise<typeof import('../ui/live-connection.ts')> {
  for (;;) {
    try {
      return await import('../ui/live-connection.ts');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
