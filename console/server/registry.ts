/** What the console knows of timelines, assets, devices and officers; it follows the store's announcements. */
import type { Asset, Device, Timeline } from '@chengyun/contracts';
import { LIVE_TIMELINE } from '@chengyun/contracts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { listDevices } from '@chengyun/platform/store/devices.ts';
import { watchRegistry } from '@chengyun/platform/store/registry.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { listTimelines } from '@chengyun/platform/store/timelines.ts';
import { type Account, listOfficers, listPeople } from './accounts.ts';

export type RegistryChange = 'assets' | 'timelines' | 'devices' | 'officers';

export interface Registry {
  timelines(): readonly Timeline[];
  timeline(id: string): Timeline | null;
  assets(): readonly Asset[];
  isPlace(asset: string): boolean;
  devices(): readonly Device[];
  officers(): readonly Account[];
  /** Of a person, and not closed. */
  isAccount(id: string): boolean;
  /** Reads where the officers are; told to nobody, because no screen shows it. */
  readPlaces(): Promise<void>;
  /** Reads officers and accounts again after they or their duty changed. */
  refreshOfficers(): Promise<void>;
  onChange(listener: (change: RegistryChange) => void): void;
}

/** What a client that asks for no timeline gets: the configured one, else the newest running exercise, else live. */
export function defaultTimeline(timelines: readonly Timeline[], configured: string | null): string {
  if (configured !== null && timelines.some((timeline) => timeline.id === configured)) return configured;
  const running = timelines.filter((timeline) => timeline.kind === 'exercise' && timeline.endedAtMs === null);
  return running.sort((a, b) => b.anchorWallMs - a.anchorWallMs)[0]?.id ?? LIVE_TIMELINE;
}

export function createStoreRegistry(store: Store): Registry & Service {
  let timelines: readonly Timeline[] = [];
  let assets: readonly Asset[] = [];
  let devices: readonly Device[] = [];
  let officers: readonly Account[] = [];
  let people: ReadonlySet<string> = new Set();
  const listeners: ((change: RegistryChange) => void)[] = [];
  const tell = (change: RegistryChange): void => {
    for (const listener of listeners) listener(change);
  };

  const readOfficers = async (): Promise<void> => {
    officers = await listOfficers(store);
  };
  const read: Readonly<Record<RegistryChange, () => Promise<void>>> = {
    timelines: async () => {
      timelines = await listTimelines(store);
    },
    assets: async () => {
      assets = await listAssets(store);
    },
    devices: async () => {
      devices = await listDevices(store);
    },
    officers: async () => {
      await readOfficers();
      people = new Set(await listPeople(store));
    },
  };
  const refresh = async (change: RegistryChange): Promise<void> => {
    await read[change]();
    tell(change);
  };
  const watch = watchRegistry(store, (part) => {
    refresh(part).catch((error: Error) => store.logger.warn({ err: error, part }, 'the registry could not be read'));
  });

  return {
    timelines: () => timelines,
    timeline: (id) => timelines.find((timeline) => timeline.id === id) ?? null,
    assets: () => assets,
    devices: () => devices,
    officers: () => officers,
    isPlace: (id) => assets.some((asset) => asset.id === id),
    isAccount: (id) => people.has(id),
    readPlaces: readOfficers,
    refreshOfficers: () => refresh('officers'),
    onChange: (listener) => {
      listeners.push(listener);
    },
    async start() {
      for (const change of ['timelines', 'assets', 'devices', 'officers'] as const) await read[change]();
      await watch.start();
    },
    stop: () => watch.stop(),
  };
}
