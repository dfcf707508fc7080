/** Whether the source of a device can be heard, and if not why: one sentence, logged when it changes and not per try. */
import { AppError } from '@chengyun/platform/service/service.ts';
import type { DriverDeps } from './driver.ts';

export interface SourceState {
  /** @param partly a sentence about the part that is missing, while the rest comes */
  up(partly?: string): void;
  /** @param sentence names the source and says what is wrong with it */
  down(sentence: string): void;
  readonly connected: () => boolean;
  readonly fault: () => string | null;
}

export function createSourceState({ device, logger }: Pick<DriverDeps, 'device' | 'logger'>): SourceState {
  let fault: string | null = 'The source has not answered yet.';
  let isUp = false;
  const say = (sentence: string | null) => {
    if (sentence !== null && sentence !== fault) logger.warn({ device }, sentence);
    if (sentence === null && fault !== null) logger.info({ device }, 'The source answers.');
    fault = sentence;
  };
  return {
    up: (partly) => {
      isUp = true;
      say(partly ?? null);
    },
    down: (sentence) => {
      isUp = false;
      say(sentence);
    },
    connected: () => isUp,
    fault: () => fault,
  };
}

/** A source that cannot be used now; the sentence is its state of health. */
export function sourceError(sentence: string, cause?: unknown): AppError {
  return new AppError('SOURCE', sentence, { retryable: true, cause });
}

/** What a person reads about an error of a source, whoever threw it. */
export function sentenceOf(error: unknown, source: string): string {
  if (error instanceof AppError) return error.message;
  return `${source} failed: ${messageOf(error)}.`;
}

/** The reason that node or a library gives, without the sentence around it. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause instanceof Error ? error.cause : error;
  const text = inner.message || (inner as NodeJS.ErrnoException).code || inner.name;
  return text.replace(/\.$/, '');
}
