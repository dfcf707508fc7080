/** GET /devices on the health page: what each device of the agent has waiting. For the desk, on the loopback address only. */
import type { HealthRoutes } from '@chengyun/platform/service/health.ts';
import type { AgentHealth } from './agent.ts';

export function deviceRoutes(health: () => readonly AgentHealth[]): HealthRoutes {
  return async (path) =>
    path === '/devices'
      ? { status: 200, contentType: 'application/json; charset=utf-8', body: JSON.stringify(health()) }
      : null;
}
