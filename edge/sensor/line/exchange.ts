/**
 * Question and answer over a line that is opened when first needed and again after a failure. One question at a time;
 * an answer that does not come in time or cannot be read closes the line, so that a late answer meets nobody.
 */
import type { Duplex } from 'node:stream';
import { messageOf, sourceError } from '../source-state.ts';

export interface Exchange {
  /**
   * @param read gets all bytes since the question and gives the answer, or null while more is needed; it throws an
   * AppError for what can be no answer
   */
  ask<T>(question: Uint8Array, read: (bytes: Buffer) => T | null, signal: AbortSignal): Promise<T>;
  close(): void;
}

export interface ExchangeConfig {
  /** What the other side is called in a sentence. */
  readonly source: string;
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
}

export function createExchange(
  { source, timeoutMs, answerBytesMax }: ExchangeConfig,
  open: (signal: AbortSignal) => Promise<Duplex>,
): Exchange {
  let line: Duplex | null = null;

  function close(): void {
    line?.destroy();
    line = null;
  }

  async function opened(signal: AbortSignal): Promise<Duplex> {
    if (line !== null && !line.destroyed) return line;
    const fresh = await open(signal);
    // What happens between two questions is noticed by the next one.
    fresh.on('error', () => fresh.destroy());
    fresh.on('end', () => fresh.destroy());
    fresh.resume();
    line = fresh;
    return fresh;
  }

  function answerOn<T>(
    stream: Duplex,
    question: Uint8Array,
    read: (bytes: Buffer) => T | null,
    signal: AbortSignal,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let bytes: Buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      try {
        const answer = read(bytes);
        if (answer !== null) resolve(answer);
        else if (bytes.length > answerBytesMax)
          throw sourceError(`${source} answered with more than ${answerBytesMax} bytes.`);
      } catch (error) {
        reject(error);
      }
    };
    const onError = (error: Error) => reject(sourceError(`${source} broke off: ${messageOf(error)}.`));
    const onClose = () => reject(sourceError(`${source} closed the connection.`));
    const onAbort = () => reject(sourceError(`${source} is no longer asked.`));
    const timer = setTimeout(() => reject(sourceError(`${source} did not answer within ${timeoutMs} ms.`)), timeoutMs);
    stream.on('data', onData);
    stream.on('error', onError);
    stream.on('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    stream.write(question);
    return promise.finally(() => {
      clearTimeout(timer);
      stream.off('data', onData);
      stream.off('error', onError);
      stream.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      stream.resume();
    });
  }

  return {
    ask: async (question, read, signal) => {
      const stream = await opened(signal);
      try {
        return await answerOn(stream, question, read, signal);
      } catch (error) {
        close();
        throw error;
      }
    },
    close,
  };
}
