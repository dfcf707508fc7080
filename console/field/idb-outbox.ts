/** The field's outbox in IndexedDB: what an officer did survives a reload, a flat battery and a day without network. */
import type { FactRequest } from '@chengyun/contracts';
import type { OutboxStorage } from '../state/outbox.ts';

const FACTS = 'facts';
const META = 'meta';

/** One database per account: two officers who share a phone never send each other's facts. */
export function createIdbOutboxStorage(account: string, factory: IDBFactory = indexedDB): OutboxStorage {
  let opening: Promise<IDBDatabase> | null = null;
  const open = (): Promise<IDBDatabase> => {
    opening ??= new Promise((resolve, reject) => {
      const request = factory.open(`chengyun-outbox-${account}`, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(FACTS, { keyPath: 'seq' });
        request.result.createObjectStore(META);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  };

  /** Resolves when the transaction is complete, not when the request was accepted. */
  const write = async (change: (facts: IDBObjectStore, meta: IDBObjectStore) => void): Promise<void> => {
    const database = await open();
    const transaction = database.transaction([FACTS, META], 'readwrite', { durability: 'strict' });
    change(transaction.objectStore(FACTS), transaction.objectStore(META));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  };

  return {
    load: async () => {
      const database = await open();
      const transaction = database.transaction([FACTS, META], 'readonly');
      const meta = transaction.objectStore(META);
      const [facts, epoch, lastSeq] = await Promise.all([
        done<FactRequest[]>(transaction.objectStore(FACTS).getAll()),
        done<string | undefined>(meta.get('epoch')),
        done<number | undefined>(meta.get('lastSeq')),
      ]);
      return { epoch: epoch ?? null, lastSeq: lastSeq ?? 0, facts };
    },
    putEpoch: (epoch) => write((_facts, meta) => void meta.put(epoch, 'epoch')),
    put: (fact) =>
      write((facts, meta) => {
        facts.put(fact);
        meta.put(fact.seq, 'lastSeq');
      }),
    remove: (seq) => write((facts) => void facts.delete(seq)),
  };
}

const done = <T>(request: IDBRequest): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error);
  });
