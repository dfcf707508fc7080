/** Tells a database that is away from a mistake of ours: the first is waited for, the second ends the service. */
import { AssertionError } from 'node:assert';
import { AppError } from '@chengyun/platform/service/service.ts';

/** SQLSTATE classes that mean that the statement or its data is wrong: 0A, 21, 22, 23, 42. Appendix A of the manual. */
const MISTAKES = /^(0A|21|22|23|42)/;

export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof AppError) return error.retryable;
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return false;
  if (error instanceof ReferenceError || error instanceof AssertionError) return false;
  const code = (error as { code?: unknown } | null)?.code;
  return !(typeof code === 'string' && code.length === 5 && MISTAKES.test(code));
}
