/** A picture or recording that comes when somebody asks for it, and is let go with what showed it. */
import { useEffect, useState } from 'preact/hooks';
import type { DeskServer } from './desk-server.ts';

export interface AskedBytes {
  /** Null before it came. */
  readonly url: string | null;
  /** Why it did not come. */
  readonly said: string;
  readonly ask: () => void;
}

export function useBytes(server: Pick<DeskServer, 'bytes'>, path: string): AskedBytes {
  const [url, setUrl] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url]);
  const ask = async () => {
    const answer = await server.bytes(path);
    setSaid(answer.ok ? '' : answer.message);
    if (answer.ok) setUrl(URL.createObjectURL(answer.value));
  };
  return { url, said, ask: () => void ask() };
}
