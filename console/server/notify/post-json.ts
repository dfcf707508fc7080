/** One HTTP request of a channel: a time limit, an answer of 2xx, or one sentence that never shows the address's secrets. */
import { AppError } from '@chengyun/platform/service/service.ts';

const TIMEOUT_MS = 5_000;
const ANSWER_CHARACTERS_MAX = 10_000;

export interface PostRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The text of the answer. Throws AppError CHANNEL. */
export async function post({ url, body, headers }: PostRequest): Promise<string> {
  const { host } = new URL(url);
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: Error) => {
    throw new AppError('CHANNEL', `${host} does not answer: ${cause.message}.`, { cause });
  });
  const text = (await response.text()).slice(0, ANSWER_CHARACTERS_MAX);
  if (!response.ok) throw new AppError('CHANNEL', `${host} answered ${response.status}.`);
  return text;
}

export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const;

/** Robots of chats answer 200 whatever happened and say it inside. */
export function assertNoErrcode(host: string, answer: string): void {
  const said = parsed(answer) as { errcode?: unknown; errmsg?: unknown } | null;
  if (said?.errcode === 0) return;
  throw new AppError('CHANNEL', `${host} refused it: ${String(said?.errmsg ?? 'no reason given').slice(0, 200)}.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
