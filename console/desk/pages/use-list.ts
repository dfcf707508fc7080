/** A list that is asked for again and again, and at once after something was done to it; what was known stays meanwhile. */
import { useRef, useState } from 'preact/hooks';
import type { Answer } from '../desk-server.ts';
import { useAnswer } from '../use-answer.ts';

export interface AskedList<T> {
  /** Null while nothing has been heard. */
  readonly answer: Answer<T> | null;
  readonly again: () => void;
}

export function useList<T>(name: string, ask: () => Promise<Answer<T>>, everyMs: number): AskedList<T> {
  const [round, setRound] = useState(0);
  const newest = useAnswer<T>(`${name}|${round}`, ask, everyMs);
  const known = useRef<Answer<T> | null>(null);
  if (newest) known.current = newest;
  return { answer: known.current, again: () => setRound((before) => before + 1) };
}
