/** Runs the retro evaluation at intervals, one at a time; a run that fails is counted and tried again. */
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import type { RetroResult } from '../backtest/retro.ts';

export interface RetroJobDeps {
  readonly run: () => Promise<RetroResult>;
  readonly everyMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export function createRetroJob({
  run,
  everyMs,
  logger,
  metrics,
}: RetroJobDeps): Service & { runOnce(): Promise<void> } {
  const alarms = metrics.counter('chengyun_retro_alarms_total', 'Alarms that late data would have raised.', ['why']);
  const counts = metrics.component('retro');
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;

  const runOnce = async () => {
    try {
      const result = await run();
      counts.received(result.readings);
      for (const { why } of result.alarms) alarms.inc({ why }, 1);
      if (result.spans > 0) {
        logger.info(
          { spans: result.spans, readings: result.readings, alarms: result.alarms.length },
          'late data was evaluated',
        );
      }
    } catch (error) {
      counts.error();
      logger.error({ err: error }, 'late data could not be evaluated, trying again later');
    }
  };
  const tick = () => {
    running ??= runOnce().finally(() => {
      running = null;
    });
  };
  return {
    runOnce,
    start: async () => {
      timer = setInterval(tick, everyMs);
    },
    stop: async () => {
      if (timer) clearInterval(timer);
      timer = null;
      await running;
    },
  };
}
