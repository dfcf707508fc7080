/**
 * The console service: one HTTP server for wall, desk, field and API, one Socket.IO server for the live state, fed by
 * the log. Starting: pages and health answer at once, sockets only when the log has been read to its head.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Domain, FactRecord } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import { keepSecret } from '@chengyun/platform/postgres/secrets.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { HealthRoutes, Readiness } from '@chengyun/platform/service/health.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import { AppError, type Service } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import { createConsoleAccess } from './access/access.ts';
import { accessRoutes } from './access/access-routes.ts';
import { ensureAccounts, type FirstAccount } from './accounts.ts';
import { appendAudit } from './audit/audit.ts';
import { followAudit } from './audit/follow-audit.ts';
import { benchRoutes } from './bench/bench-routes.ts';
import { createRuleBench, openBenchWorker } from './bench/rule-bench.ts';
import { cameraRoutes } from './cameras/camera-routes.ts';
import { answerFetcher } from './cameras/fetch-answer.ts';
import { createStills } from './cameras/stills.ts';
import { capRoutes } from './cap/cap-routes.ts';
import { forgetIdlePositions } from './civic/positions.ts';
import type { ConsoleConfig } from './config.ts';
import { explainRoute } from './explain-route.ts';
import { createFacts } from './facts.ts';
import { forecastRoute } from './forecast-route.ts';
import { handoverRoute } from './handover-route.ts';
import { createHttpApp } from './http-app.ts';
import { createLiveSocket, type LiveSocket } from './live-socket.ts';
import { createLiveState } from './live-state.ts';
import { createLogReaders } from './log-readers.ts';
import { createLoop } from './loop.ts';
import { loopRoutes } from './loop-routes.ts';
import { mapRoutes } from './map-routes.ts';
import { createWebPushNotifier } from './notify/web-push.ts';
import { watchAccounts } from './people/account-channel.ts';
import { createStoreRegistry, defaultTimeline } from './registry.ts';
import { readNewestAssessments } from './restore-assessments.ts';
import { readNewestValues } from './restore-series.ts';
import { actRoutes } from './routes-act.ts';
import { estateRoutes } from './routes-estate.ts';
import { readRoutes } from './routes-read.ts';
import { reasonRoutes } from './routes-reason.ts';
import { createRuleBook } from './rule-book.ts';
import { rulesRoutes } from './rules-routes.ts';
import { createRunningRules } from './running-rules.ts';
import { createServiceWatch } from './service-watch.ts';
import { sessionFromCookies } from './sessions.ts';
import { createSurroundings } from './surroundings.ts';
import { createPastSurroundings } from './travel/past-surroundings.ts';
import { createTravelRooms } from './travel/travel-rooms.ts';

export interface ConsoleDeps {
  readonly store: Store;
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRoutes;
  readonly domains: readonly Domain[];
  /** Builds the base map; asked once, when the first page wants it. */
  readonly basemap: () => Promise<unknown>;
  /** Folder of the map: its tiles, and the layers that are fetched by name. */
  readonly mapFolder: string;
  /** Hands over the accounts of a first start, the only moment at which their passwords exist in clear. */
  readonly announce: (accounts: readonly FirstAccount[]) => void;
  /** The log cannot be read any more: the process should end and be started again. */
  readonly onFailure: (error: unknown) => void;
}

export interface Console extends Service {
  ready(): Readiness;
  /** Takes away the places of teams without an open task; also done twice a minute. */
  forgetPositions(): Promise<number>;
  /** The port in use. */
  port(): number;
}

const SWEEP_EVERY_MS = 3_600_000;
const STILLS_SWEEP_EVERY_MS = 5000;
const POSITIONS_SWEEP_EVERY_MS = 30_000;
const CONTACT = 'mailto:operations@chengyun.invalid';

export function createConsole(config: ConsoleConfig, deps: ConsoleDeps): Console {
  const { store, log, clock, logger, metrics } = deps;
  const epoch = randomBytes(8).toString('hex');
  const registry = createStoreRegistry(store);
  const book = createRuleBook();
  const running = createRunningRules({ store, book, domains: deps.domains }, () => clock.monotonicMs());
  const bench = createRuleBench({ open: openBenchWorker(store.databaseUrl), counts: metrics.component('rule-bench') });
  const state = createLiveState({
    ...{ clock, registered: registry.timeline, counts: metrics.component('live-state') },
    onFact: book.apply,
  });
  const access = createConsoleAccess(config, { store, clock, registry, basemap: deps.basemap });
  const { sessions, places } = access;
  const push = createWebPushNotifier(
    { dataDir: config.dataDir, contact: config.origin ?? CONTACT, hosts: config.pushHosts },
    { store, counts: metrics.component('web-push') },
  );
  const watch = createServiceWatch(config, { onBroker: () => surroundings.sendTrust() });
  const stills = createStills({ store, clock, fetchAnswer: answerFetcher(config.basePort) });
  const fallbackTimeline = () => defaultTimeline(registry.timelines(), config.defaultTimeline);
  const facts = createFacts({
    log,
    epoch,
    state,
    clock,
    logger,
    counts: metrics.component('facts'),
    rules: book,
    subjects: {
      ...{ domains: deps.domains, isAccount: registry.isAccount, isPlace: registry.isPlace },
      isOfficer: (account) => loop.people.isOfficer(account),
      isOnDuty: (account) => loop.people.isOnDuty(account),
    },
    limits: { places, officer: (account) => registry.officers().find(({ id }) => id === account) ?? null },
    audit: (entry, once) => appendAudit(store, entry, once),
    onFact,
  });
  const readers = createLogReaders(config, { log, state, logger, onFailure: deps.onFailure });
  const surroundings = createSurroundings({
    ...{ state, registry, store, clock, logger, domains: deps.domains },
    down: watch.down,
    isOnDuty: (account) => loop.people.isOnDuty(account),
    watched: () => socket?.watchedTimelines() ?? [],
    publish: (timeline, parts) => socket?.publish(timeline, parts),
  });
  const loop = createLoop(config, {
    ...{ store, clock, logger, metrics, state, registry, push, places },
    ...{ domains: deps.domains, mapFolder: deps.mapFolder },
    officers: surroundings.officers,
    stateOwn: facts.stateOwn,
  });
  const positions = {
    ...{ store, state, clock, onMoved: registry.readPlaces },
    isOnDuty: (account: string) => loop.people.isOnDuty(account),
  };
  let app: FastifyInstance | null = null;
  let socket: LiveSocket | null = null;
  let sweepers: readonly NodeJS.Timeout[] = [];
  const accounts = watchAccounts(store, push, () => {
    void registry.refreshOfficers().catch((err: Error) => logger.warn({ err }, 'the officers could not be read'));
    void socket?.checkSessions();
  });
  const checkpoints = followAudit({ store, logger, dataDir: config.dataDir });
  let wallKey = '';
  let isOpen = false;

  function onFact(record: FactRecord): void {
    if (record.body.kind !== 'shown') socket?.publish(record.tl, { officers: surroundings.officers(record.tl) });
    loop.onFact(record);
  }

  const followRegistry = (): void => {
    registry.onChange((change) => {
      if (change === 'timelines') socket?.resnapshot();
      for (const timeline of socket?.watchedTimelines() ?? []) {
        if (change === 'assets') socket?.publish(timeline, { assets: registry.assets() });
        if (change === 'officers') socket?.publish(timeline, { officers: surroundings.officers(timeline) });
      }
    });
  };

  async function listen(): Promise<FastifyInstance> {
    const audit = (entry: Parameters<typeof appendAudit>[1]) => appendAudit(store, entry);
    const { origin, proxies, distDir } = config;
    const { domains } = deps;
    const city = { store, state, registry, clock, defaultTimeline: fallbackTimeline };
    const opened = await createHttpApp({
      ...{ distDir, origin, proxies, guard: access.guard, logger, health: deps.health },
      routes: (http) => {
        accessRoutes(http, config, {
          ...{ ...city, access, audit, positions, facts },
          wallKey: () => wallKey,
        });
        readRoutes(http, {
          ...{ ...city, officersFor: loop.dispatch.officersFor },
          basemap: async () => JSON.stringify(await deps.basemap()),
          dataDir: config.dataDir,
        });
        mapRoutes(http, deps.mapFolder, domains);
        actRoutes(http, { store, facts, registry, push, audit });
        explainRoute(http, config.basePort);
        forecastRoute(http, store);
        const { timeline, assets } = registry;
        capRoutes(http, { store, timeline, assets, origin, dataDir: config.dataDir });
        reasonRoutes(http, { ...city, running, domains });
        estateRoutes(http, { ...city, domains, basePort: config.basePort });
        cameraRoutes(http, { ...city, stills });
        loopRoutes(http, {
          ...{ ...city, audit, timeline, assets, domains, sla: loop.sla, basemap: deps.basemap },
          look: (session, wanted) => socket?.look(session, wanted) ?? null,
        });
        handoverRoute(http, city);
        benchRoutes(http, { store, facts, bench, running, domains });
        rulesRoutes(http, { store, facts, book, domains });
      },
    });
    await opened.listen({ host: config.host, port: config.port }).catch((cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      const why = taken ? 'is already in use' : `cannot be used: ${cause.message}`;
      throw new AppError('CONSOLE_PORT', `Port ${config.port} of the console ${why}.`, { cause });
    });
    return opened;
  }

  async function openSockets(http: FastifyInstance): Promise<LiveSocket> {
    const made = createLiveSocket(config, {
      ...{ http: http.server, state, clock, epoch, facts, places, around: surroundings.of },
      privacy: config.privacy,
      originAllowed: access.originAllowed,
      defaultTimeline: fallbackTimeline,
      sessionOf: (cookies, touch) => sessionFromCookies(sessions, cookies, touch),
      travel: createTravelRooms(config, {
        ...{ store, state, clock, logger, epoch, places, defaultTimeline: fallbackTimeline },
        registered: registry.timeline,
        past: createPastSurroundings({ store, domains: deps.domains, now: surroundings.of }),
        counts: metrics.component('travel'),
      }),
      onShown: loop.onShown,
      counts: metrics.component('live-socket'),
    });
    await made.start();
    return made;
  }

  return {
    port: () => (app?.server.address() as AddressInfo | null)?.port ?? config.port,
    forgetPositions: () => forgetIdlePositions(positions),
    ready() {
      if (!isOpen) return { ok: false, detail: 'reading the log' };
      if (!facts.ready()) return { ok: false, detail: 'another console writes the facts' };
      if (!readers.isReading()) return { ok: false, detail: 'the log cannot be read' };
      const built = existsSync(join(config.distDir, 'desk', 'index.html'));
      return { ok: true, detail: built ? 'serving' : 'serving the API; the web app is not built' };
    },
    async start() {
      await mkdir(config.dataDir, { recursive: true });
      await registry.start();
      const made = await ensureAccounts(store, config);
      if (made.length > 0) {
        deps.announce(made);
        await registry.refreshOfficers();
      }
      wallKey = await keepSecret(config.dataDir, 'wallKey');
      await access.start();
      app = await listen();
      await push.start();
      await loop.start();
      await facts.start();
      await readers.start();
      for (const { id, endedAtMs } of registry.timelines()) {
        const timeline = endedAtMs === null ? state.timeline(id) : null;
        if (!timeline) continue;
        timeline.restoreSeries(await readNewestValues(store, id));
        for (const record of await readNewestAssessments(store, id)) timeline.applyAssessment(record);
      }
      await watch.start();
      await checkpoints.start();
      socket = await openSockets(app);
      await surroundings.start();
      await accounts.start();
      followRegistry();
      await loop.watch(state.timelines().filter(({ id }) => registry.timeline(id)?.endedAtMs === null));
      sessions.onClosed(() => void socket?.checkSessions());
      sweepers = [
        setInterval(() => void access.sweep().catch(() => undefined), SWEEP_EVERY_MS),
        setInterval(stills.sweep, STILLS_SWEEP_EVERY_MS),
        setInterval(() => void forgetIdlePositions(positions).catch(() => undefined), POSITIONS_SWEEP_EVERY_MS),
      ];
      isOpen = true;
    },
    async stop() {
      isOpen = false;
      for (const sweeper of sweepers) clearInterval(sweeper);
      await accounts.stop();
      await bench.stop();
      await surroundings.stop();
      await watch.stop();
      await socket?.stop();
      await readers.stop();
      await registry.stop();
      await app?.close();
      await loop.stop();
      await checkpoints.stop();
    },
  };
}
