/** What the service needs of the store, as functions, so that tests run without a database. */
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { loadSnapshot, saveSnapshot } from '@chengyun/platform/store/snapshots.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { listTimelines } from '@chengyun/platform/store/timelines.ts';
import type { SnapshotStore } from './checkpoint.ts';
import type { AnalyticsDeps } from './service.ts';

const SNAPSHOT = 'analytics';

export function snapshotsOf(store: Store): SnapshotStore {
  return {
    load: () => loadSnapshot(store, SNAPSHOT),
    save: (offsets, state) => saveSnapshot(store, SNAPSHOT, offsets, state),
  };
}

export function registryOf(store: Store): AnalyticsDeps['registry'] {
  return {
    assets: () => listAssets(store),
    endedTimelines: async () =>
      (await listTimelines(store)).filter((timeline) => timeline.endedAtMs !== null).map((timeline) => timeline.id),
  };
}
