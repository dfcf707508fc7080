/** Puts a signed checkpoint under the audit trail once a minute while it grows, and when the console stops. */
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { readCheckpoints, writeCheckpoint } from './checkpoints.ts';

const EVERY_MS = 60_000;

export interface AuditFollower {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function followAudit(deps: {
  readonly store: Store;
  readonly logger: Logger;
  readonly dataDir: string;
}): AuditFollower {
  const { store, logger, dataDir } = deps;
  let timer: NodeJS.Timeout | null = null;
  let lastN = 0;
  const write = async (): Promise<void> => {
    try {
      lastN = (await writeCheckpoint(store, dataDir, lastN))?.n ?? lastN;
    } catch (err) {
      // The next minute writes it: a checkpoint speaks for all rows before it.
      logger.warn({ err }, 'no checkpoint of the audit trail could be written');
    }
  };
  return {
    async start() {
      lastN = (await readCheckpoints(dataDir)).at(-1)?.n ?? 0;
      timer = setInterval(() => void write(), EVERY_MS);
    },
    async stop() {
      if (!timer) return;
      clearInterval(timer);
      await write();
    },
  };
}
