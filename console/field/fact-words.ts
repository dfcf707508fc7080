/** What an officer did, in a word. */
import type { FactRequest } from '@chengyun/contracts';
import { isWordKey } from '../state/words/words.ts';
import { say } from '../ui/say.ts';

export function sayFactKind(kind: string): string {
  const key = `fact.${kind}`;
  return isWordKey(key) ? say(key) : kind;
}

export const sayFact = ({ body }: FactRequest): string =>
  body.kind === 'evidence' && body.media === 'voice' ? say('field.voice') : sayFactKind(body.kind);
