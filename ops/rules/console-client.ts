/** A person at the command line, signed in at the console: every act goes the way that the desk's acts go. */
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AppError } from '@chengyun/platform/service/service.ts';

export interface ConsoleClient {
  readonly account: string;
  get<T>(path: string): Promise<T>;
  /** Adds what makes the request harmless to repeat. Throws AppError REFUSED with the console's sentence. */
  post<T>(path: string, body: object): Promise<T>;
  /** The body as it is: no fact. */
  send<T>(path: string, body: object): Promise<T>;
  /** As `post`, with its number taken: each call sends the same request, which the console takes once. */
  prepared(path: string, body: object): <T>() => Promise<T>;
  /** Of the session, for a socket of the same person. */
  cookie(): string;
  close(): Promise<void>;
}

export interface SignIn {
  readonly url: string;
  readonly account: string;
  readonly password: string;
  readonly nowMs: () => number;
}

const ANSWER_MS_MAX = 30_000;

/** Throws AppError CONSOLE when nobody answers, REFUSED when the password is wrong. */
export async function signInAt({ url, account, password, nowMs }: SignIn): Promise<ConsoleClient> {
  const epoch = randomBytes(8).toString('hex');
  let seq = 0;
  let cookie = '';
  let csrf = '';
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { cookie, 'x-csrf-token': csrf, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    }).catch((cause: Error) => {
      throw new AppError('CONSOLE', `The console at ${url} does not answer: ${cause.message}.`, { cause });
    });
    const answer = (await response.json().catch(() => ({}))) as { message?: string; error?: { message?: string } };
    if (!response.ok) {
      const why = answer.error?.message ?? answer.message ?? `it answered ${response.status}`;
      throw new AppError('REFUSED', why);
    }
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return answer as T;
  };
  const prepared = (path: string, body: object) => {
    seq += 1;
    const request = { ...body, epoch, seq, at: Math.round(nowMs()) };
    return <T>() => ask<T>('POST', path, request);
  };
  ({ csrf } = await ask<{ csrf: string }>('POST', '/api/login', { account, password }));
  return {
    account,
    cookie: () => cookie,
    get: (path) => ask('GET', path),
    post: (path, body) => prepared(path, body)(),
    prepared,
    send: (path, body) => ask('POST', path, body),
    close: async () => {
      await ask('POST', '/api/logout', {});
    },
  };
}

/** CHENGYUN_PASSWORD, else asked for without showing it. Throws AppError PASSWORD where nobody can be asked. */
export async function passwordOf(account: string): Promise<string> {
  const given = process.env.CHENGYUN_PASSWORD;
  if (given) return given;
  if (!process.stdin.isTTY) {
    throw new AppError('PASSWORD', `The password of ${account} is wanted in CHENGYUN_PASSWORD, or at a terminal.`);
  }
  process.stderr.write(`password of ${account}: `);
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: mute, terminal: true });
  const password = await new Promise<string>((resolve) => terminal.question('', resolve));
  terminal.close();
  process.stderr.write('\n');
  return password;
}
