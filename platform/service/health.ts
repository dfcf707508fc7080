/**
 * /healthz (the process answers), /readyz (503 with the reason until it serves) and /metrics. The routes are a pure
 * function, so that the console can mount them on its own server; every other service gets a small one.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';
import { AppError, type Service } from './service.ts';

export interface Readiness {
  readonly ok: boolean;
  /** One sentence for people: what is missing, or what is served. */
  readonly detail: string;
}

export interface HealthReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Answers one GET by its path; null when the path is not one of its own. */
export type HealthRoutes = (path: string, query?: URLSearchParams) => Promise<HealthReply | null>;

const json = (status: number, body: unknown): HealthReply => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});

export function createHealthRoutes(metrics: Metrics, ready: () => Readiness): HealthRoutes {
  return async (path) => {
    if (path === '/healthz') return json(200, { ok: true });
    if (path === '/metrics') return { status: 200, contentType: metrics.contentType, body: await metrics.text() };
    if (path !== '/readyz') return null;
    const { ok, detail } = ready();
    return json(ok ? 200 : 503, { ok, detail });
  };
}

export interface HealthServer extends Service {
  /** The port in use; differs from the wanted one when that was 0. */
  port(): number;
}

export function createHealthServer(options: {
  readonly name: string;
  readonly port: number;
  readonly routes: HealthRoutes;
}): HealthServer {
  const { name, port, routes } = options;
  const server = createServer((request, response) => {
    const reply = (answer: HealthReply) => {
      response.writeHead(answer.status, { 'content-type': answer.contentType, 'cache-control': 'no-store' });
      response.end(request.method === 'HEAD' ? undefined : answer.body);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return reply(json(405, { error: 'GET only' }));
    const [path = '/', query] = (request.url ?? '/').split('?');
    routes(path, new URLSearchParams(query)).then(
      (answer) => reply(answer ?? json(404, { error: 'not found' })),
      (error: unknown) => reply(json(500, { error: error instanceof Error ? error.message : String(error) })),
    );
  });
  return {
    port: () => (server.address() as AddressInfo | null)?.port ?? port,
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) => {
          const taken = cause.code === 'EADDRINUSE';
          const message = taken
            ? `Port ${port} for the health page of ${name} is already in use.`
            : `The health page of ${name} cannot listen on port ${port}: ${cause.message}.`;
          reject(new AppError(taken ? 'PORT_TAKEN' : 'HEALTH_PORT', message, { cause }));
        });
        server.listen(port, '127.0.0.1', resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
