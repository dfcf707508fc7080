/** A model that cannot be used, in one sentence that names it. Lower case and no full stop: callers quote it. */
import { AppError } from '@chengyun/platform/service/service.ts';

export class ModelError extends AppError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super('MODEL', message, options);
    this.name = 'ModelError';
  }
}
