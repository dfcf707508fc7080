/** Which processes an installation consists of. The order is the order of starting; they stop in reverse. */
import { join } from 'node:path';
import { type PortName, portOf } from '@chengyun/contracts';
import { ROOT } from '../root.ts';
import type { ProcessPlan } from './supervisor.ts';

export interface ServiceSelection {
  readonly basePort: number;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Further environment of single services, for instance where an edge agent's configuration lies. */
  readonly env: Partial<Record<PortName, Readonly<Record<string, string>>>>;
  readonly names: readonly PortName[];
}

const SCRIPTS: Partial<Record<PortName, string>> = {
  ingest: 'ingest/main.ts',
  archive: 'ingest/archive/main.ts',
  analytics: 'analytics/main.ts',
  console: 'console/server/main.ts',
  forecaster: 'analytics/forecast/service/main.ts',
  simulator: 'simulators/main.ts',
  edgeSensor: 'edge/sensor/main.ts',
  edgeCamera: 'edge/camera/main.ts',
};

export const CENTRE: readonly PortName[] = ['ingest', 'archive', 'analytics', 'console'];
/** Started when everything else serves: what it learns at its start must not delay the first alarm. */
export const FORECASTER: readonly PortName[] = ['forecaster'];
export const SIMULATED_CITY: readonly PortName[] = ['simulator', 'edgeSensor', 'edgeCamera'];

export function servicePlans(selection: ServiceSelection): ProcessPlan[] {
  const { basePort, dataDir, databaseUrl } = selection;
  return selection.names.map((name) => {
    const script = SCRIPTS[name];
    if (script === undefined) throw new Error(`no process is named ${name}`);
    return {
      name,
      script: join(ROOT, script),
      readyUrl: `http://127.0.0.1:${portOf(name, basePort)}/readyz`,
      env: {
        CHENGYUN_BASE_PORT: String(basePort),
        CHENGYUN_HOME: dataDir,
        CHENGYUN_DATABASE_URL: databaseUrl,
        CHENGYUN_LOG_LEVEL: process.env.CHENGYUN_LOG_LEVEL ?? 'info',
        ...selection.env[name],
      },
    };
  });
}
