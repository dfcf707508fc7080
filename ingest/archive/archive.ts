/** The archive: copies the streams of the log into the tables that history, back-tests and the desk read. */
import type { Stream } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { createSeriesIds } from '@chengyun/platform/store/observations.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { ArchiveConfig } from './config.ts';
import { type ConsumerDeps, runConsumer } from './consumer.ts';
import { createRecordSink, openTelemetrySink } from './sinks.ts';
import { writeAlarms } from './write-alarms.ts';
import { writeAssessments } from './write-assessments.ts';
import { writeFacts } from './write-facts.ts';
import { writeForecasts } from './write-forecasts.ts';

export type { ArchiveConfig } from './config.ts';

export interface ArchiveDeps {
  readonly log: Log;
  readonly store: Store;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** A mistake in the program ended a consumer: the process is to end. Default: an unhandled rejection. */
  readonly onFatal?: (error: unknown) => void;
}

/** Name under which the archive keeps its cursors. */
export const ARCHIVE = 'archive';

export interface Archive extends Service {
  ready(): { ok: boolean; detail: string };
}

export function createArchive(config: ArchiveConfig, deps: ArchiveDeps): Archive {
  const { log, store, logger, metrics } = deps;
  const stopping = new AbortController();
  const series = createSeriesIds(store.pool);
  const waiting = new Set<string>();
  let running: Promise<unknown> = Promise.resolve();

  const run = (stream: Stream, partition: number, openSink: ConsumerDeps['openSink']) => {
    const counts = metrics.component(`archive-${stream}`);
    const place = `${stream}/${partition}`;
    const options = {
      ...{ name: ARCHIVE, stream, partition },
      rowsMax: config.CHENGYUN_ARCHIVE_ROWS_MAX,
      lingerMs: config.CHENGYUN_ARCHIVE_LINGER_MS,
      retryMs: config.CHENGYUN_ARCHIVE_RETRY_MS,
    };
    const onReading = () => void waiting.delete(place);
    const onWritten = (records: number) => {
      counts.received(records);
      counts.sent(records);
    };
    const onTrouble = () => {
      waiting.add(place);
      counts.error();
    };
    return runConsumer(options, { log, store, logger, openSink, onWritten, onTrouble, onReading }, stopping.signal);
  };

  return {
    start: async () => {
      const telemetry = Array.from({ length: log.partitions('telemetry') }, (_, partition) =>
        run('telemetry', partition, () => openTelemetrySink(store, series, partition)),
      );
      running = Promise.all([
        ...telemetry,
        run('alarms', 0, async () => createRecordSink(writeAlarms)),
        run('facts', 0, async () => createRecordSink(writeFacts)),
        run('forecasts', 0, async () => createRecordSink(writeForecasts)),
        run('assessments', 0, async () => createRecordSink(writeAssessments)),
      ]);
      if (deps.onFatal !== undefined) running.catch(deps.onFatal);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
    ready: () =>
      waiting.size === 0
        ? { ok: true, detail: 'following the log' }
        : { ok: false, detail: `waiting for the database: ${[...waiting].join(', ')}` },
  };
}
