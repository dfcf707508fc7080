import { AppError } from '@chengyun/platform/service/service.ts';

const SEEDS_MAX = 1_000_000;

/** `a..b`, both included. Throws AppError USAGE. */
export function seedsOf(text: string): readonly number[] {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (!(first >= 1 && last >= first && last - first < SEEDS_MAX)) {
    throw new AppError('USAGE', '--seeds must be two whole numbers from 1 on, like 1..1000.');
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
