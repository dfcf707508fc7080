import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { migrate } from '@chengyun/platform/store/migrate.ts';
import { watchRegistry } from '@chengyun/platform/store/registry.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { FORECASTER_SPEC } from './config.ts';
import { createForecaster } from './forecaster.ts';
import { PLANS } from './plans.ts';
import { forecasterStoreOf } from './store-deps.ts';
import { runFitInWorker } from './worker-fit.ts';

await runService('forecaster', async ({ config, env, databaseUrl, clock, logger, metrics }) => {
  const store = await createStore({ databaseUrl: databaseUrl(), poolMax: 3, clock, logger });
  await migrate(store);
  const log = createPostgresLog(store, { partitions: partitionCounts(env) });
  const onFailure = (error: unknown) => void Promise.reject(error);
  const forecaster = createForecaster(config(FORECASTER_SPEC), {
    ...{ log, clock, logger, metrics, plans: PLANS, runFit: runFitInWorker, onFailure },
    ...{ store: forecasterStoreOf(store, log.partitions('telemetry')), owner: `forecaster ${process.pid}` },
  });
  const listener = watchRegistry(store, (part) => part !== 'devices' && void forecaster.reload().catch(onFailure));
  const routes = async (path: string) =>
    path === '/forecasts'
      ? { status: 200, contentType: 'application/json; charset=utf-8', body: JSON.stringify(forecaster.status()) }
      : null;
  const stop = async () => {
    await listener.stop();
    await forecaster.stop();
    await log.close();
    await store.close();
  };
  return { start: () => forecaster.start().then(() => listener.start()), stop, ready: forecaster.ready, routes };
});
