/** Follows what the store holds for devices: read whole at start, again after every announced change. */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { listCommands, listDeviceConfigs, watchDownlink } from '@chengyun/platform/store/downlink.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { DownlinkContent } from './downlink.ts';
import { createRereadService } from './reread.ts';

export interface DownlinkSourceDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly replace: (content: DownlinkContent) => void;
}

export function createDownlinkSource({ store, clock, logger, replace }: DownlinkSourceDeps): Service {
  const readAll = async () => {
    const [configs, commands] = await Promise.all([listDeviceConfigs(store), listCommands(store, clock.nowMs())]);
    replace({ configs, commands });
  };
  return createRereadService('what devices are told', readAll, (onChange) => watchDownlink(store, onChange), logger);
}
