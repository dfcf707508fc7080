import { portOf } from '@chengyun/contracts';
import { createHealthRoutes, createHealthServer, type HealthServer } from '@chengyun/platform/service/health.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import type { Supervised } from './supervisor.ts';

/** The launcher's own health page: which processes run, and how often each had to be started again. */
export function createLauncherHealth(basePort: number, processes: readonly Supervised[]): HealthServer {
  const metrics = createMetrics('launcher', { process: true });
  const restarts = metrics.gauge('chengyun_process_restarts', 'Starts of a process after its first one.', ['process']);
  const running = metrics.gauge('chengyun_process_up', '1 while the process runs.', ['process']);
  const update = () => {
    for (const one of processes) {
      restarts.set({ process: one.name }, one.restarts());
      running.set({ process: one.name }, one.pid() === null ? 0 : 1);
    }
  };
  const routes = createHealthRoutes(metrics, () => {
    const down = processes.filter((one) => one.pid() === null).map((one) => one.name);
    const detail = down.length === 0 ? `${processes.length} processes run` : `not running: ${down.join(', ')}`;
    return { ok: down.length === 0, detail };
  });
  return createHealthServer({
    name: 'launcher',
    port: portOf('launcher', basePort),
    routes: (path) => {
      update();
      return routes(path);
    },
  });
}
