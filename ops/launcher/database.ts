/** The store of an installation: the embedded PostgreSQL in its folder, or the server that DATABASE_URL names. */

import { portOf } from '@chengyun/contracts';
import { createEmbeddedPostgres } from '@chengyun/platform/postgres/embedded.ts';
import { createLogger } from '@chengyun/platform/service/logger.ts';

export interface Database {
  readonly kind: 'embedded' | 'external';
  start(): Promise<string>;
  stop(): Promise<void>;
}

export function createDatabase(options: { dataDir: string; basePort: number }): Database {
  const external = process.env.CHENGYUN_DATABASE_URL ?? process.env.DATABASE_URL;
  if (external) return { kind: 'external', start: async () => external, stop: async () => {} };
  const server = createEmbeddedPostgres({
    dataDir: options.dataDir,
    port: portOf('postgres', options.basePort),
    logger: createLogger('launcher', 'warn'),
  });
  return { kind: 'embedded', start: async () => (await server.start()).databaseUrl, stop: () => server.stop() };
}
