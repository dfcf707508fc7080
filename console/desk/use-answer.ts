/** A question to the server that is asked when its key changes, and again every so often; what is late for another key is thrown away. */
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from './desk-server.ts';

/** Null while nothing has been heard. `ask` belongs to the key: the same key asks the same. A null key asks nothing. */
export function useAnswer<T>(
  key: string | null,
  ask: () => Promise<Answer<T>>,
  everyMs = 0,
  delayMs = 0,
): Answer<T> | null {
  const [kept, setKept] = useState<{ readonly key: string; readonly answer: Answer<T> } | null>(null);
  useEffect(() => {
    if (key === null) return;
    let wanted = true;
    const once = () => void ask().then((answer) => wanted && setKept({ key, answer }));
    const first = setTimeout(once, delayMs);
    const again = everyMs > 0 ? setInterval(once, everyMs) : undefined;
    return () => {
      wanted = false;
      clearTimeout(first);
      clearInterval(again);
    };
  }, [key]);
  return kept?.key === key ? kept.answer : null;
}
