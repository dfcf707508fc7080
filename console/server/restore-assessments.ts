/** What was last assessed on a timeline that runs, for when the log no longer reaches back to it. */
import type { AssessmentRecord } from '@chengyun/contracts';
import { latestAssessment } from '@chengyun/platform/store/assessments.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';

export async function readNewestAssessments(client: Queryable, timeline: string): Promise<readonly AssessmentRecord[]> {
  const risk = await latestAssessment(client, timeline, 'risk');
  const response = await latestAssessment(client, timeline, 'response');
  return [risk, response].filter((record) => record !== null);
}
