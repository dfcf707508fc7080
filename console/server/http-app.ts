/** The HTTP side: security headers, cookies, rate limits, the built web app, health, and the routes under /api. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { HealthRoutes } from '@chengyun/platform/service/health.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { REQUESTS_PER_MIN_MAX } from './access/access-table.ts';
import { type GuardDeps, guardRoutes } from './access/guard.ts';
import { compressReplies } from './compress.ts';
import { errorBody } from './http-session.ts';

export interface HttpAppDeps {
  readonly distDir: string;
  readonly origin: string | null;
  readonly proxies: readonly string[];
  readonly guard: GuardDeps;
  readonly health: HealthRoutes;
  readonly logger: Logger;
  readonly routes: (app: FastifyInstance) => void;
}

const BODY_BYTES_MAX = 64 * 1024;
const PAGES = ['desk', 'field', 'login', 'public'] as const;
const SELF = ["'self'"];
/** No inline script and no foreign origin; styles are set through the object model, which needs no exception. */
const CONTENT_SECURITY = {
  defaultSrc: SELF,
  scriptSrc: SELF,
  styleSrc: SELF,
  connectSrc: SELF,
  imgSrc: [...SELF, 'data:', 'blob:'],
  mediaSrc: [...SELF, 'blob:'],
  fontSrc: SELF,
  workerSrc: SELF,
  manifestSrc: SELF,
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: SELF,
};

export async function createHttpApp(deps: HttpAppDeps): Promise<FastifyInstance> {
  const { distDir, origin, proxies, guard, health, logger, routes } = deps;
  const isTls = origin?.startsWith('https:') ?? false;
  const app = Fastify({
    routerOptions: { ignoreTrailingSlash: true },
    bodyLimit: BODY_BYTES_MAX,
    logger: false,
    trustProxy: proxies.length > 0 ? [...proxies] : false,
    forceCloseConnections: true,
  });
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: isTls,
  });
  await app.register(cookie);
  // Before anything is registered that it must see, and before the limits, which count by account.
  guardRoutes(app, guard);
  await app.register(rateLimit, {
    ...{ global: true, max: REQUESTS_PER_MIN_MAX, timeWindow: 60_000 },
    keyGenerator: (request) => (request.session ? `account ${request.session.account}` : request.ip),
  });
  compressReplies(app);
  await app.register(fastifyStatic, {
    setHeaders: cachingHeaders,
    cacheControl: false,
    root: distDir,
    // What the build left beside a file, smaller than what is squeezed on the way.
    preCompressed: true,
    wildcard: true,
    index: false,
    redirect: false,
    decorateReply: true,
  });

  app.setErrorHandler(async (error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) logger.error({ err: error }, 'a request failed');
    const message = status >= 500 ? 'The console could not answer.' : error.message;
    return reply.code(status).send(errorBody(error.code ?? 'failed', message));
  });
  app.setNotFoundHandler(async (_request, reply) => {
    if (!existsSync(join(distDir, 'desk', 'index.html'))) {
      return reply.code(503).type('text/plain').send('The web app is not built yet; npm start builds it.\n');
    }
    return reply.code(404).send(errorBody('not-found', 'There is nothing here.'));
  });

  for (const path of ['/healthz', '/readyz', '/metrics']) {
    app.get(path, async (request, reply) => {
      const isLocal = request.ip === '127.0.0.1' || request.ip === '::1' || request.ip === '::ffff:127.0.0.1';
      const answer = isLocal ? await health(path) : null;
      if (!answer) return reply.callNotFound();
      return reply.code(answer.status).header('cache-control', 'no-store').type(answer.contentType).send(answer.body);
    });
  }
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).send());
  app.get('/', async (_request, reply) => reply.redirect('/desk'));
  // The test card shows no data of the city, so that whoever mounts a wall needs no key.
  app.get('/wall/card', async (_request, reply) => reply.sendFile('wall/card/index.html'));
  for (const page of PAGES) app.get(`/${page}`, async (_request, reply) => reply.sendFile(`${page}/index.html`));
  routes(app);
  return app;
}

/** Names with a hash never change what they hold; everything else is asked for anew. */
/** They bind a page or a frame; a script, a style or a font of one comes five to a page, each with a kilobyte of them. */
const OF_PAGES_ONLY = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
];

function cachingHeaders(reply: FastifyReply, path: string): void {
  const isHashed = path.includes(`${sep}assets${sep}`);
  reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (isHashed) for (const header of OF_PAGES_ONLY) reply.removeHeader(header);
  // The phone's worker looks after /field as well as after what lies below it.
  if (path.endsWith('sw.js')) reply.header('service-worker-allowed', '/');
}
