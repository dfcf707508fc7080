/** Asks every service of the installation for its health each 2 s; a name stands in `down` after it failed twice. */
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

export function createServiceWatch(
  config: { readonly basePort: number },
  deps: { readonly isHealthy?: (url: string) => Promise<boolean> } = {},
): ServiceWatch {
  const isHealthy = deps.isHealthy ?? fetchHealthy;
  const failures = new Map<PortName, number>();
  const seen = new Set<PortName>();
  let timer: NodeJS.Timeout | null = null;

  const ask = async (name: PortName): Promise<void> => {
    const ok = await isHealthy(`http://127.0.0.1:${portOf(name, config.basePort)}/healthz`).catch(() => false);
    if (ok) seen.add(name);
    failures.set(name, ok ? 0 : (failures.get(name) ?? 0) + 1);
  };
  const askAll = () => Promise.all([...REQUIRED, ...OPTIONAL].map(ask));

  return {
    down: () =>
      [...failures.entries()]
        .filter(([name, count]) => count >= FAILURES_MIN && (REQUIRED.includes(name) || seen.has(name)))
        .map(([name]) => name),
    async start() {
      await askAll();
      timer = setInterval(() => void askAll(), EVERY_MS);
    },
    async stop() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}

async function fetchHealthy(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  await response.body?.cancel();
  return response.ok;
}
