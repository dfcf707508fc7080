/**
 * A camera that gives one JPEG for each asking: asked at the pace that is wanted, never twice at a time. The first
 * failure ends it with its reason; whoever runs it begins again after a pause.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@chengyun/platform/service/service.ts';
import { accessOf, authorisationFor } from './http-access.ts';

export interface SnapshotsConfig {
  /** `http(s)://`, with name and password where they are needed. */
  readonly url: string;
  readonly everyMs: number;
}

const ANSWER_MS_MAX = 5000;
const JPEG_BYTES_MAX = 16 * 1024 * 1024;

/** Hands over pictures until `signal` ends it. Throws AppError SNAPSHOT with one sentence. */
export async function pollSnapshots(
  { url: address, everyMs }: SnapshotsConfig,
  take: (jpeg: Buffer) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const access = accessOf(address);
  let authorisation: string | null = null;
  const ask = () =>
    fetch(access.url, {
      headers: authorisation === null ? {} : { authorization: authorisation },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
      redirect: 'error',
    });
  while (!signal.aborted) {
    const turn = pause(everyMs, undefined, { signal }).catch(() => undefined);
    try {
      let response = await ask();
      if (response.status === 401) {
        // A digest may have run out; asked anew it is answered anew.
        await response.body?.cancel();
        authorisation = authorisationFor(access, response.headers.get('www-authenticate') ?? '');
        if (authorisation !== null) response = await ask();
      }
      await take(await jpegOf(response));
    } catch (cause) {
      if (signal.aborted) return;
      if (cause instanceof AppError) throw cause;
      const reason =
        (cause as Error).name === 'TimeoutError' ? `no answer within ${ANSWER_MS_MAX} ms` : reasonOf(cause);
      throw new AppError('SNAPSHOT', `the camera gave no picture: ${reason}`, { cause });
    }
    await turn;
  }
}

async function jpegOf(response: Response): Promise<Buffer> {
  if (!response.ok) {
    await response.body?.cancel();
    const hint = response.status === 401 ? ' (name or password are wrong)' : '';
    throw new AppError('SNAPSHOT', `the camera answered ${response.status}${hint}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > JPEG_BYTES_MAX) throw new AppError('SNAPSHOT', `the camera sent more than ${JPEG_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  const jpeg = Buffer.concat(chunks);
  if (jpeg.length < 4 || jpeg.readUInt16BE(0) !== 0xffd8) throw new AppError('SNAPSHOT', 'the camera sent no JPEG');
  return jpeg;
}

function reasonOf(cause: unknown): string {
  const { message, cause: inner } = cause as Error;
  return inner instanceof Error ? inner.message : message;
}
