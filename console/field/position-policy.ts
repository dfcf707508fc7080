/**
 * When the place of this phone is told: on duty, during a task that was accepted and has not ended, and not once the
 * person has stopped it. One place at a time, not often, and only one that says more than the last.
 */

import type { FactRequest, Task } from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';
import type { OwnTask } from './task-progress.ts';

export interface Fix {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly accuracyM: number;
  readonly atMs: number;
}

export interface PositionFacts {
  readonly tasks: readonly OwnTask[];
  /** What the officer did and the server does not know yet: a task ends when its end was pressed. */
  readonly waiting: readonly FactRequest[];
  readonly onDuty: boolean;
}

const OPEN: readonly Task['state'][] = ['accepted', 'on-scene'];
export const SEND_EVERY_MS_MIN = 15_000;
export const MOVED_M_MIN = 30;
/** A place of a radio mast would send the wrong team. */
export const ACCURACY_M_MAX = 200;

/** The tasks that the place may be told for, by id. */
export function tasksToTellFor({ tasks, waiting, onDuty }: PositionFacts): readonly string[] {
  if (!onDuty) return [];
  const ended = new Set(waiting.flatMap(({ body }) => (body.kind === 'done' ? [body.task] : [])));
  return tasks.map(({ task }) => task).flatMap(({ id, state }) => (OPEN.includes(state) && !ended.has(id) ? [id] : []));
}

export const isFine = ({ accuracyM }: Fix): boolean => accuracyM <= ACCURACY_M_MAX;

/** Whether a new fix is worth sending after the last one that was. */
export function isDue(last: Fix | null, fix: Fix): boolean {
  if (!isFine(fix)) return false;
  return last === null || (fix.atMs - last.atMs >= SEND_EVERY_MS_MIN && distanceM(last, fix) >= MOVED_M_MIN);
}
