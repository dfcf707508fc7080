/**
 * What officers do in the real world happens in the simulated one, too: a task reported done repairs the pumps or
 * closes the gate at its place. Read from the log like everything else.
 */
import type { AlarmRecord, FactRecord } from '@chengyun/contracts';
import type { LogBatch } from '@chengyun/platform/log/log.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';

export function createCrews(
  config: { readonly timeline: string },
  deps: { store: Store; clock: Clock; logger: Logger; onDone: (asset: string) => void },
): Service {
  const log = createPostgresLog(deps.store, { partitions: { telemetry: 1, alarms: 1, facts: 1 } });
  const stopping = new AbortController();
  const assetOfAlarm = new Map<string, string>();
  const alarmOfTask = new Map<string, string>();
  const running: Promise<void>[] = [];

  async function follow(stream: 'alarms' | 'facts', onRecord: (text: string) => void): Promise<void> {
    const batches: AsyncIterable<LogBatch> = log.read(stream, 0, 0, stopping.signal);
    for await (const batch of batches) batch.records.forEach(onRecord);
  }

  function onFact(text: string): void {
    const fact = JSON.parse(text) as FactRecord;
    if (fact.tl !== config.timeline) return;
    const { body } = fact;
    if (body.kind === 'dispatch' || body.kind === 'escalate') alarmOfTask.set(fact.id, body.alarm);
    if (body.kind === 'reassign') alarmOfTask.set(fact.id, alarmOfTask.get(body.task) ?? '');
    if (body.kind !== 'done') return;
    const asset = assetOfAlarm.get(alarmOfTask.get(body.task) ?? '');
    if (asset === undefined) return;
    deps.logger.info({ asset }, 'a crew has done its work');
    deps.onDone(asset);
  }

  return {
    async start() {
      running.push(
        follow('alarms', (text) => {
          const alarm = JSON.parse(text) as AlarmRecord;
          if (alarm.tl === config.timeline) assetOfAlarm.set(alarm.id, alarm.asset);
        }),
        follow('facts', onFact),
      );
      for (const one of running) one.catch((error: unknown) => deps.logger.warn({ err: error }, 'crews lost the log'));
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(running);
      await log.close();
    },
  };
}
