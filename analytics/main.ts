import { adoptOrigin, basemapData, loadMap } from '@chengyun/basemap';
import { MAP_SPEC, mapFolder } from '@chengyun/basemap/map-config.ts';
import { DOMAINS } from '@chengyun/domains';
import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { migrate } from '@chengyun/platform/store/migrate.ts';
import { watchRegistry } from '@chengyun/platform/store/registry.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { createAlarmFigures } from './alarms/figures.ts';
import { runRetro } from './backtest/retro.ts';
import { createRiskAssessor } from './risk/assessor.ts';
import { createPlaceProfiles } from './risk/place-profiles.ts';
import { ANALYTICS_SPEC } from './service/config.ts';
import { createExplainRoute } from './service/explain-route.ts';
import { alarmFigureMeter } from './service/meters.ts';
import { createRetroJob } from './service/retro-job.ts';
import { createAnalytics } from './service/service.ts';
import { registryOf, snapshotsOf } from './service/store-deps.ts';

await runService('analytics', async ({ config, env, databaseUrl, clock, logger, metrics }) => {
  const store = await createStore({ databaseUrl: databaseUrl(), poolMax: 4, clock, logger });
  await migrate(store);
  const log = createPostgresLog(store, { partitions: partitionCounts(env) });
  const map = basemapData(loadMap(mapFolder(config(MAP_SPEC).CHENGYUN_MAP)));
  adoptOrigin(map.origin);
  const places = createPlaceProfiles(map);
  const dropped = (count: number) => metrics.component('risk').dropped('places-limit', count);
  const limits = config(ANALYTICS_SPEC);
  const analytics = createAnalytics(limits, {
    ...{ log, clock, logger, metrics, domains: DOMAINS },
    ...{ snapshots: snapshotsOf(store), registry: registryOf(store) },
    assessors: ({ assets }) => [
      createRiskAssessor({ places, domains: DOMAINS, assets, onDropped: dropped }),
      createAlarmFigures({ operators: limits.CHENGYUN_ANALYTICS_OPERATORS, onFigures: alarmFigureMeter(metrics) }),
    ],
    owner: `analytics ${process.pid}`,
    onFailure: (error) => void Promise.reject(error),
  });
  const listener = watchRegistry(store, (part) => part !== 'devices' && analytics.reload());
  process.on('SIGHUP', () => analytics.reload());
  const retro = createRetroJob({
    ...{ logger, metrics, everyMs: limits.CHENGYUN_ANALYTICS_RETRO_MS },
    run: () => runRetro(store, { rules: analytics.rules().rules, stepMs: 60_000, nowMs: clock.nowMs() }),
  });
  const start = async () => {
    await analytics.start();
    await retro.start();
    await listener.start();
  };
  const stop = async () => {
    await listener.stop();
    await retro.stop();
    await analytics.stop();
    await log.close();
    await store.close();
  };
  const routes = createExplainRoute({ ...analytics, store });
  return { start, stop, ready: analytics.ready, routes };
});
