import type { Clock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Supervised } from './supervisor.ts';

const POLL_MS = 150;

/** Waits until every process answers its readyUrl; throws the sentence of one that refused to start. */
export async function waitReady(processes: readonly Supervised[], timeoutMs: number, clock: Clock): Promise<void> {
  const untilMs = clock.monotonicMs() + timeoutMs;
  const waiting = new Set(processes);
  while (waiting.size > 0) {
    for (const one of waiting) {
      const refusal = one.refusal();
      if (refusal !== null) throw new AppError('SERVICE_REFUSED', `${one.name}: ${refusal}`);
      if (await answers(one.readyUrl)) waiting.delete(one);
    }
    if (waiting.size === 0) return;
    if (clock.monotonicMs() > untilMs) {
      const names = [...waiting].map((one) => one.name).join(', ');
      throw new AppError(
        'NOT_READY',
        `${names} did not become ready within ${timeoutMs / 1000} s; see the logs folder.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );
}
