/**
 * Asks every service of the installation for its health each 2 s; a name stands in `down` after it failed twice. The
 * broker is missed at once: a connection to its process is kept, and when it ends nobody answers there any more.
 */
import { connect, type Socket } from 'node:net';
import { type PortName, portOf } from '@chengyun/contracts';
import type { Service } from '@chengyun/platform/service/service.ts';

export interface ServiceWatch extends Service {
  /** Services that were up before and do not answer, or that the city cannot do without. */
  down(): readonly string[];
}

/** The city cannot do without these; the others are only missed once they were seen. */
const REQUIRED: readonly PortName[] = ['ingest', 'archive', 'analytics'];
const OPTIONAL: readonly PortName[] = ['forecaster', 'edgeSensor', 'edgeCamera', 'simulator'];
const EVERY_MS = 2000;
const ANSWER_MS_MAX = 1500;
const FAILURES_MIN = 2;
const HOST = '127.0.0.1';
/** The broker is a part of it. */
const BROKER: PortName = 'ingest';
const KNOCK_AGAIN_MS = 250;

export function createServiceWatch(
  config: { readonly basePort: number },
  deps: { readonly isHealthy?: (url: string) => Promise<boolean>; readonly onBroker?: () => void } = {},
): ServiceWatch {
  const isHealthy = deps.isHealthy ?? fetchHealthy;
  const failures = new Map<PortName, number>();
  const seen = new Set<PortName>();
  let timer: NodeJS.Timeout | null = null;
  let isBrokerLost = false;
  let leave = (): void => {};

  const onBroker = (isThere: boolean): void => {
    if (isBrokerLost === !isThere) return;
    isBrokerLost = !isThere;
    deps.onBroker?.();
  };

  const ask = async (name: PortName): Promise<void> => {
    const ok = await isHealthy(`http://${HOST}:${portOf(name, config.basePort)}/healthz`).catch(() => false);
    if (ok) seen.add(name);
    failures.set(name, ok ? 0 : (failures.get(name) ?? 0) + 1);
  };
  const askAll = () => Promise.all([...REQUIRED, ...OPTIONAL].map(ask));

  return {
    down: () =>
      [...failures.entries()]
        .filter(
          ([name, count]) =>
            (name === BROKER && isBrokerLost) || (count >= FAILURES_MIN && (REQUIRED.includes(name) || seen.has(name))),
        )
        .map(([name]) => name),
    async start() {
      await askAll();
      leave = standAt(portOf(BROKER, config.basePort), onBroker);
      timer = setInterval(() => void askAll(), EVERY_MS);
    },
    async stop() {
      leave();
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}

/** Says whether somebody answers at a port where somebody did before, whenever that changes; returns how to end it. */
function standAt(port: number, say: (isThere: boolean) => void): () => void {
  let socket: Socket | null = null;
  let timer: NodeJS.Timeout | undefined;
  let [wasThere, isOver] = [false, false];
  const knock = (): void => {
    let isOpen = false;
    socket = connect({ port, host: HOST });
    socket.on('connect', () => {
      isOpen = true;
      wasThere = true;
      say(true);
    });
    // What failed is told by the end, which follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (isOver) return;
      // One that stood may have been ended for its silence: it is made anew before anything is said.
      if (isOpen) return knock();
      if (wasThere) say(false);
      timer = setTimeout(knock, KNOCK_AGAIN_MS);
    });
    socket.resume();
  };
  knock();
  return () => {
    isOver = true;
    clearTimeout(timer);
    socket?.destroy();
  };
}

async function fetchHealthy(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  await response.body?.cancel();
  return response.ok;
}
