/** Pictures and spoken notes that wait for the network, in IndexedDB under their digest, beside the facts that name them. */
const BLOBS = 'blobs';

export interface BlobStore {
  put(digest: string, blob: Blob): Promise<void>;
  get(digest: string): Promise<Blob | null>;
  remove(digest: string): Promise<void>;
}

/** A database of its own: that of the facts keeps its version. */
export function createIdbBlobs(account: string, factory: IDBFactory = indexedDB): BlobStore {
  let opening: Promise<IDBDatabase> | null = null;
  const open = (): Promise<IDBDatabase> => {
    opening ??= new Promise((resolve, reject) => {
      const request = factory.open(`chengyun-evidence-${account}`, 1);
      request.onupgradeneeded = () => void request.result.createObjectStore(BLOBS);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  };
  const write = async (change: (blobs: IDBObjectStore) => void): Promise<void> => {
    const transaction = (await open()).transaction([BLOBS], 'readwrite', { durability: 'strict' });
    change(transaction.objectStore(BLOBS));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  };
  return {
    put: (digest, blob) => write((blobs) => void blobs.put(blob, digest)),
    remove: (digest) => write((blobs) => void blobs.delete(digest)),
    get: async (digest) => {
      const request = (await open()).transaction([BLOBS], 'readonly').objectStore(BLOBS).get(digest);
      return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve((request.result as Blob | undefined) ?? null);
        request.onerror = () => reject(request.error);
      });
    },
  };
}
