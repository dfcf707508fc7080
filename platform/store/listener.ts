/** Hears NOTIFY on one channel over a connection of its own, and comes back by itself when that is cut. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { clientConfig, type Store } from './store.ts';

export interface Listener {
  /** Resolves when the channel is being heard. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const RETRY_MS = 250;

/** `onMessage` gets the payload, or null after every (re)connection: messages may have been missed, look at everything. */
export function createListener(store: Store, channel: string, onMessage: (payload: string | null) => void): Listener {
  const stopping = new AbortController();
  let client: pg.Client | null = null;

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client(clientConfig(store.databaseUrl));
    const onLost = () => {
      if (client !== fresh) return;
      client = null;
      fresh.end().catch(() => {});
      void reconnect();
    };
    fresh.on('error', onLost);
    fresh.on('end', onLost);
    fresh.on('notification', ({ payload }) => onMessage(payload ?? ''));
    await fresh.connect();
    await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    if (stopping.signal.aborted) return fresh.end();
    client = fresh;
    onMessage(null);
  };
  const reconnect = async (): Promise<void> => {
    while (!stopping.signal.aborted && client === null) {
      try {
        await connect();
      } catch (error) {
        store.logger.warn({ err: error, channel }, 'cannot listen to the database, trying again');
        await sleep(RETRY_MS);
      }
    }
  };

  return {
    start: connect,
    stop: async () => {
      stopping.abort();
      const open = client;
      client = null;
      await open?.end();
    },
  };
}
