/** What the service needs of the store, as functions, so that tests run without a database. */
import { listAssets } from '@chengyun/platform/store/assets.ts';
import { writeCursor } from '@chengyun/platform/store/cursors.ts';
import { readRuleText } from '@chengyun/platform/store/rule-versions.ts';
import { loadSnapshot, saveSnapshot } from '@chengyun/platform/store/snapshots.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { listTimelines } from '@chengyun/platform/store/timelines.ts';
import type { AnalyticsDeps } from './analytics.ts';
import type { SnapshotStore } from './checkpoint.ts';

const SNAPSHOT = 'analytics';

export function snapshotsOf(store: Store): SnapshotStore {
  return {
    load: () => loadSnapshot(store, SNAPSHOT),
    // The cursors tell retention how far the log is still needed; they move with the snapshot that they belong to.
    save: (offsets, state) =>
      store.tx(async (client) => {
        await saveSnapshot(client, SNAPSHOT, offsets, state);
        for (const [place, offset] of Object.entries(offsets)) {
          const [stream, partition] = place.split('/');
          if (stream === 'telemetry' || stream === 'facts' || stream === 'forecasts') {
            await writeCursor(client, SNAPSHOT, stream, Number(partition), offset);
          }
        }
      }),
  };
}

export function registryOf(store: Store): AnalyticsDeps['registry'] {
  return {
    assets: () => listAssets(store),
    ruleText: async (rule, version) => (await readRuleText(store, rule, version))?.text ?? null,
    endedTimelines: async () =>
      (await listTimelines(store)).filter((timeline) => timeline.endedAtMs !== null).map((timeline) => timeline.id),
  };
}
