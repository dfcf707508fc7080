/** The registry of devices, assets and timelines announces every change, so that services follow without asking. */
import { createListener, type Listener } from './listener.ts';
import type { Queryable, Store } from './store.ts';

export const REGISTRY_CHANNEL = 'chengyun_registry';
export const REGISTRY_PARTS = ['devices', 'assets', 'timelines'] as const;
export type RegistryPart = (typeof REGISTRY_PARTS)[number];

/** Call it inside the transaction of the change: it is heard when that commits. */
export async function announce(client: Queryable, part: RegistryPart): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [REGISTRY_CHANNEL, part]);
}

/** `onChange` names the part to read again; after a connection it is called for every part. */
export function watchRegistry(store: Store, onChange: (part: RegistryPart) => void): Listener {
  return createListener(store, REGISTRY_CHANNEL, (payload) => {
    for (const part of REGISTRY_PARTS) {
      if (payload === null || payload === part) onChange(part);
    }
  });
}
