/** What every service offers to the one who composes it: the constructor does nothing, `start` begins, `stop` ends. */
export interface Service {
  start(): Promise<void>;
  /** Ends all work and closes what was opened; safe to call twice. */
  stop(): Promise<void>;
}

/** An operating error that a person must read: one sentence that names the thing. Printed without a stack trace. */
export class AppError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  constructor(code: string, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
