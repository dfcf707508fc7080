/** Counts of people: what is fewer than a group is never shown as a number, so that nobody can be singled out. */
import { formatGroupCount, GROUP_MIN } from './format.ts';

const PEOPLE_METRIC = /^(crowd|people|person|pedestrian)\b/;

export const isPeopleMetric = (metric: string): boolean => PEOPLE_METRIC.test(metric);

/** One height for every small count, so that a curve does not say what the number beside it keeps. */
export function flattenCount(count: number | null): number | null {
  return count !== null && count > 0 && count < GROUP_MIN ? GROUP_MIN / 2 : count;
}

export const writeCount = (count: number): string => formatGroupCount(Math.round(count));
