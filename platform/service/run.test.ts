import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Host, type RunContext, type RunnableService, runService } from './run.ts';
import { AppError } from './service.ts';

interface FakeHost extends Host {
  readonly signal: (name: string, reason?: unknown) => void;
  readonly exited: Promise<number>;
  readonly said: string[];
}

function createFakeHost(env: Record<string, string>): FakeHost {
  const listeners = new Map<string, (reason: unknown) => void>();
  const { promise, resolve } = Promise.withResolvers<number>();
  const said: string[] = [];
  return {
    env: { CHENGYUN_LOG_LEVEL: 'silent', ...env },
    on: (event, listener) => listeners.set(event, listener),
    exit: resolve,
    stderr: { write: (line) => said.push(line) },
    signal: (name, reason) => listeners.get(name)?.(reason),
    exited: promise,
    said,
  };
}

/** Base port such that the health port of ingest (one above it) is free. */
function freeBasePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port - 1));
    });
  });
}

const leftovers: FakeHost[] = [];
afterEach(async () => {
  for (const host of leftovers.splice(0)) {
    host.signal('SIGTERM');
    await host.exited;
  }
});

async function run(service: Partial<RunnableService>, seen: (context: RunContext) => void = () => {}) {
  const basePort = await freeBasePort();
  const host = createFakeHost({ CHENGYUN_BASE_PORT: String(basePort), CHENGYUN_DATABASE_URL: 'postgres://there' });
  leftovers.push(host);
  await runService(
    'ingest',
    async (context) => {
      seen(context);
      return { start: async () => {}, stop: async () => {}, ...service };
    },
    host,
  );
  return { host, url: `http://127.0.0.1:${basePort + 1}` };
}

test('a signal stops the service and the health page, once, and exits 0', async () => {
  const steps: string[] = [];
  const { host, url } = await run({
    start: async () => void steps.push('start'),
    stop: async () => void steps.push('stop'),
    ready: () => ({ ok: true, detail: 'two partitions' }),
  });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ok: true, detail: 'two partitions' });
  host.signal('SIGTERM');
  host.signal('SIGINT');
  expect(await host.exited).toBe(0);
  expect(steps).toEqual(['start', 'stop']);
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

test('the health page answers 503 while the service starts', async () => {
  const { promise: mayStart, resolve: letStart } = Promise.withResolvers<void>();
  const basePort = await freeBasePort();
  const host = createFakeHost({ CHENGYUN_BASE_PORT: String(basePort) });
  leftovers.push(host);
  const { promise: starting, resolve: isStarting } = Promise.withResolvers<void>();
  const start = () => {
    isStarting();
    return mayStart;
  };
  const running = runService('ingest', async () => ({ start, stop: async () => {} }), host);
  await starting;
  const reply = await fetch(`http://127.0.0.1:${basePort + 1}/readyz`);
  expect([reply.status, await reply.json()]).toEqual([503, { ok: false, detail: 'starting' }]);
  letStart();
  await running;
});

test('the context carries the common environment', async () => {
  await run({}, (context) => {
    expect(context.databaseUrl()).toBe('postgres://there');
    expect(context.dataDir).toMatch(/\/data$/);
    expect(context.clock.nowMs()).toBeGreaterThan(0);
  });
});

test('an operating error at start is one sentence and exit code 2', async () => {
  const { host } = await run({
    start: async () => {
      throw new AppError('DATABASE', 'The database at 127.0.0.1:1 does not answer.');
    },
  });
  expect(await host.exited).toBe(2);
  expect(host.said).toEqual(['The database at 127.0.0.1:1 does not answer.\n']);
});

test('a bad key is named, with exit code 2', async () => {
  const host = createFakeHost({ CHENGYUN_BASE_PORT: 'none' });
  await runService('ingest', async () => ({ start: async () => {}, stop: async () => {} }), host);
  expect(await host.exited).toBe(2);
  expect(host.said).toEqual(['CHENGYUN_BASE_PORT must be a whole number, not "none".\n']);
});

test('anything unexpected, at start or later, stops what runs and exits 1', async () => {
  let stopped = 0;
  const stop = async () => void stopped++;
  const early = await run({
    stop,
    start: async () => {
      throw new TypeError('bug');
    },
  });
  expect(await early.host.exited).toBe(1);
  const late = await run({ stop });
  late.host.signal('uncaughtException', new AppError('FENCED', 'Another writer owns partition 0.'));
  expect(await late.host.exited).toBe(1);
  expect(stopped).toBe(2);
});
