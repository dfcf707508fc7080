/** Keeps the registry equal to the store: read whole at start, again after every announced change. */
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { listDevices } from '@chengyun/platform/store/devices.ts';
import { watchRegistry } from '@chengyun/platform/store/registry.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { listTimelines } from '@chengyun/platform/store/timelines.ts';
import type { Registry } from './registry.ts';

export interface RegistrySourceDeps {
  readonly store: Store;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly onReplaced: () => void;
}

const RETRY_MS = 1000;

export function createRegistrySource(deps: RegistrySourceDeps): Service {
  const { store, registry, logger } = deps;
  let reading = false;
  let isStale = false;
  let stopped = false;
  let retry: NodeJS.Timeout | null = null;

  const readAll = async () => {
    const [devices, assets, timelines] = await Promise.all([
      listDevices(store),
      listAssets(store),
      listTimelines(store),
    ]);
    registry.replace({ devices, assets, timelines });
    deps.onReplaced();
  };

  /** Announcements that come while reading lead to one more reading. */
  const refresh = async () => {
    isStale = true;
    if (reading) return;
    reading = true;
    try {
      while (isStale && !stopped) {
        isStale = false;
        await readAll();
      }
    } catch (error) {
      logger.warn({ err: error }, 'the registry could not be read, trying again');
      if (!stopped) retry = setTimeout(() => void refresh(), RETRY_MS);
    } finally {
      reading = false;
    }
  };
  const listener = watchRegistry(store, () => void refresh());

  return {
    start: async () => {
      await readAll();
      await listener.start();
    },
    stop: async () => {
      stopped = true;
      if (retry !== null) clearTimeout(retry);
      await listener.stop();
    },
  };
}
