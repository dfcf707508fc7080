/** One conditional GET with a limit of time and of size. */
import { boundedText } from '../../line/bounded-text.ts';

export interface DocumentAnswer {
  readonly status: number;
  /** Null when the body is longer than the limit. */
  readonly text: string | null;
  readonly etag: string | null;
  readonly retryAfterMs: number | null;
}

export async function fetchDocument(
  {
    url,
    headers,
    etag,
    timeoutMs,
  }: { url: URL; headers: Readonly<Record<string, string>>; etag: string | null; timeoutMs: number },
  stopping: AbortSignal,
): Promise<DocumentAnswer> {
  const asked = new URL(url);
  const signIn = asked.username === '' ? {} : { authorization: basicOf(asked) };
  asked.username = '';
  asked.password = '';
  const response = await fetch(asked, {
    headers: { accept: 'application/json', ...signIn, ...headers, ...(etag === null ? {} : { 'if-none-match': etag }) },
    signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]),
  });
  return {
    status: response.status,
    text: await boundedText(response),
    etag: response.headers.get('etag'),
    retryAfterMs: secondsOf(response.headers.get('retry-after')),
  };
}

function basicOf({ username, password }: URL): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** Retry-After in seconds; the form with a date is left out, it needs a clock that agrees. */
function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : null;
}
