/**
 * The writer of one partition. Appends run one after the other. When one fails its outcome is unknown (the commit may
 * have happened), so everything behind it is refused until that very append is repeated and its outcome is known;
 * otherwise a later sequence number could commit first and make the repeated one look like a duplicate.
 */
import type { Stream } from '@chengyun/contracts';
import { AppError } from '../service/service.ts';
import type { Store } from '../store/store.ts';
import { assertRecords, fencedError } from './append-rules.ts';
import { encodeBatch } from './batch-codec.ts';
import type { AppendOptions, AppendResult, LogWriter, RecordText } from './log.ts';

/** Raised by `log_append` when the fence has moved on. */
const FENCED_SQLSTATE = 'CY001';

export async function acquireWriter(
  store: Store,
  stream: Stream,
  partition: number,
  owner: string,
  onAppended: () => void,
): Promise<LogWriter> {
  const acquired = await store.query<{ fence: number }>(
    `INSERT INTO log_partitions (stream, partition, fence, owner) VALUES ($1, $2, 1, $3)
     ON CONFLICT (stream, partition) DO UPDATE SET fence = log_partitions.fence + 1, owner = EXCLUDED.owner
     RETURNING fence`,
    [stream, partition, owner],
  );
  const fence = acquired.rows[0]?.fence ?? 0;
  // Nobody else can append any more, so what is read now is final.
  const { rows } = await store.query<{ key: string; value: number }>(
    'SELECT key, value FROM log_marks WHERE stream = $1 AND partition = $2',
    [stream, partition],
  );
  const marks = new Map(rows.map(({ key, value }) => [key, value]));

  let unsettled: { readonly producer: string; readonly producerSeq: number } | null = null;
  let isFenced = false;
  let tail: Promise<unknown> = Promise.resolve();

  const appendNow = async (records: readonly RecordText[], options: AppendOptions): Promise<AppendResult> => {
    const { producer, producerSeq, marks: raised } = options;
    if (isFenced) throw fencedError(stream, partition);
    if (unsettled !== null && (unsettled.producer !== producer || unsettled.producerSeq !== producerSeq)) {
      throw new AppError(
        'LOG_STOPPED',
        `Partition ${partition} of stream ${stream} waits for append ${unsettled.producerSeq} of ${unsettled.producer} to be repeated.`,
        { retryable: true },
      );
    }
    unsettled = { producer, producerSeq };
    const payload = records.length === 0 ? null : encodeBatch(records);
    try {
      const result = await store.query<{ base_offset: number; duplicate: boolean }>({
        name: 'log_append',
        text: 'SELECT base_offset, duplicate FROM log_append($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        values: [
          stream,
          partition,
          fence,
          producer,
          producerSeq,
          records.length,
          payload,
          raised === undefined ? [] : [...raised.keys()],
          raised === undefined ? [] : [...raised.values()],
        ],
      });
      const row = result.rows[0]!;
      unsettled = null;
      if (!row.duplicate) onAppended();
      return { baseOffset: row.base_offset, duplicate: row.duplicate };
    } catch (cause) {
      isFenced = (cause as { code?: string }).code === FENCED_SQLSTATE;
      if (isFenced) throw fencedError(stream, partition);
      const message = `An append to partition ${partition} of stream ${stream} failed: ${(cause as Error).message}.`;
      throw new AppError('LOG_APPEND', message, { retryable: true, cause });
    }
  };

  return {
    append: (records, options) => {
      assertRecords(records);
      const turn = tail.then(() => appendNow(records, options));
      tail = turn.catch(() => {});
      return turn;
    },
    marks: () => marks,
    lastProducerSeq: async (producer) => {
      const found = await store.query<{ last_seq: number }>(
        'SELECT last_seq FROM log_producers WHERE stream = $1 AND partition = $2 AND producer = $3',
        [stream, partition, producer],
      );
      return found.rows[0]?.last_seq ?? 0;
    },
  };
}
