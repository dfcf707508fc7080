/** Keeps the registry equal to the store: read whole at start, again after every announced change. */
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { listDevices } from '@chengyun/platform/store/devices.ts';
import { watchRegistry } from '@chengyun/platform/store/registry.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { listTimelines } from '@chengyun/platform/store/timelines.ts';
import type { Registry } from './registry.ts';
import { createRereadService } from './reread.ts';

export interface RegistrySourceDeps {
  readonly store: Store;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly onReplaced: () => void;
}

export function createRegistrySource(deps: RegistrySourceDeps): Service {
  const { store, registry, logger } = deps;
  const readAll = async () => {
    const [devices, assets, timelines] = await Promise.all([
      listDevices(store),
      listAssets(store),
      listTimelines(store),
    ]);
    registry.replace({ devices, assets, timelines });
    deps.onReplaced();
  };
  return createRereadService('the registry', readAll, (onChange) => watchRegistry(store, onChange), logger);
}
