/** Fetches a camera's answer from ingest, which keeps it in memory and hands it over once. */
import { type EvidenceMessage, EvidenceMessageSchema, portOf } from '@chengyun/contracts';
import { Check } from 'typebox/value';

const ANSWER_MS_MAX = 2000;

/** Null while there is none, and while ingest does not answer. */
export function answerFetcher(basePort: number): (command: string) => Promise<EvidenceMessage | null> {
  return async (command) => {
    try {
      const response = await fetch(`http://127.0.0.1:${portOf('ingest', basePort)}/still?command=${command}`, {
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      const answer: unknown = response.ok ? await response.json() : null;
      return Check(EvidenceMessageSchema, answer) ? answer : null;
    } catch {
      return null;
    }
  };
}
