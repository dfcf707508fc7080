/**
 * The field's service worker. It keeps the shell, so that the page opens in a cellar; what people did waits in the
 * page's own outbox. Requests to the server's API are never answered from a cache: old data comes from the page, which
 * says how old it is. This file imports nothing, so that it stays one classic script.
 */
interface Precache {
  readonly version: string;
  /** Without these the page cannot open. */
  readonly list: readonly string[];
  /** Nice to have; fetched when the page already works. */
  readonly fonts: readonly string[];
}

const worker = self as unknown as ServiceWorkerGlobalScope;
/** Replaced by the build with the version and the files. */
const PRECACHE = '__PRECACHE__' as unknown as Precache;
const CACHE = `chengyun-field-${PRECACHE.version}`;
const FONT = /\.woff2$/;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([...PRECACHE.list]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  const isOld = (name: string) => name.startsWith('chengyun-field-') && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
  // Not waited for: on a slow network the task comes first.
  void caches.open(CACHE).then((cache) => Promise.allSettled(PRECACHE.fonts.map((font) => cache.add(font))));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (url.pathname === '/api/basemap') return event.respondWith(networkThenCache(request));
  if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/socket.io/')) return;
  if (request.mode === 'navigate') return event.respondWith(page(request));
  event.respondWith(cacheThenNetwork(request));
});

/** What the centre says of a task that waits, in its words: pushedNotice in console/server/notify/message.ts. */
interface PushedNotice {
  /** A repeated notice replaces the one before. */
  readonly task: string;
  readonly title: string;
  readonly body: string;
  /** Stays until it is touched. */
  readonly isUrgent: boolean;
}

const PAGE = '/field/index.html';

const pages = () => worker.clients.matchAll({ type: 'window', includeUncontrolled: true });

worker.addEventListener('push', (event) => {
  const notice = event.data?.json() as PushedNotice | undefined;
  if (notice) event.waitUntil(show(notice));
});

/** A page that is looked at says it itself. */
async function show({ task, title, body, isUrgent }: PushedNotice): Promise<void> {
  if ((await pages()).some(({ visibilityState }) => visibilityState === 'visible')) return;
  await worker.registration.showNotification(title, { tag: task, body, requireInteraction: isUrgent });
}

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(
    pages().then((open) => {
      const page = open.find(({ url }) => new URL(url).pathname === PAGE);
      return page ? page.focus() : worker.clients.openWindow(PAGE);
    }),
  );
});

/** The newest page when there is a network, the kept one when there is none. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

async function cacheThenNetwork(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  // A Chinese range that was not foreseen is kept once it was needed.
  if (fresh.ok && FONT.test(new URL(request.url).pathname)) await keep(request, fresh.clone());
  return fresh;
}

/** The base map hardly changes; an old one is far better than none. */
async function networkThenCache(request: Request): Promise<Response> {
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await keep(request, fresh.clone());
    return fresh;
  } catch {
    return (await caches.match(request)) ?? Response.error();
  }
}

async function keep(request: Request, response: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.put(request, response);
}
