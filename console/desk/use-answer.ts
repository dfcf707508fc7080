/** A question to the server that is asked when its key changes, and again every so often; what is late for another key is thrown away. */
import type { Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import type { Answer } from './desk-server.ts';

/** How many questions of the place around have heard nothing yet; null where nobody counts. */
export const Unanswered = createContext<Signal<number> | null>(null);

/** Null while nothing has been heard. `ask` belongs to the key: the same key asks the same. A null key asks nothing. */
export function useAnswer<T>(
  key: string | null,
  ask: () => Promise<Answer<T>>,
  everyMs = 0,
  delayMs = 0,
): Answer<T> | null {
  const [kept, setKept] = useState<{ readonly key: string; readonly answer: Answer<T> } | null>(null);
  const unanswered = useContext(Unanswered);
  // Before the place is painted, so that it is never seen as idle while it waits.
  useLayoutEffect(() => {
    if (key === null) return;
    let wanted = true;
    let isOpen = true;
    const count = (change: 1 | -1) => {
      if (unanswered) unanswered.value = unanswered.peek() + change;
    };
    const close = () => {
      if (isOpen) count(-1);
      isOpen = false;
    };
    let isAsking = false;
    // One at a time: a slow answer never stands in the place of a newer one.
    const once = async () => {
      if (isAsking) return;
      isAsking = true;
      const answer = await ask().finally(() => {
        isAsking = false;
      });
      if (!wanted) return;
      setKept({ key, answer });
      close();
    };
    count(1);
    const first = setTimeout(() => void once(), delayMs);
    const again = everyMs > 0 ? setInterval(() => void once(), everyMs) : undefined;
    return () => {
      wanted = false;
      close();
      clearTimeout(first);
      clearInterval(again);
    };
  }, [key]);
  return kept?.key === key ? kept.answer : null;
}
