/** An answer of the server that hardly changes: asked for when the page opens, remembered for the times without network. */
import { type ReadonlySignal, signal } from '@preact/signals';

/** What is kept, at once, and the server's answer after `later`. Empty before it was ever asked. */
export function keptAnswer<Value>(
  storage: Storage,
  key: string,
  path: string,
  later: Promise<void>,
): ReadonlySignal<Record<string, Value>> {
  const answer = signal(JSON.parse(storage.getItem(key) ?? '{}') as Record<string, Value>);
  const ask = async (): Promise<void> => {
    const response = await fetch(path, { credentials: 'same-origin' });
    if (!response.ok) return;
    const text = await response.text();
    answer.value = JSON.parse(text) as Record<string, Value>;
    storage.setItem(key, text);
  };
  // Without network what is kept stands.
  void later.then(ask).catch(() => undefined);
  return answer;
}
