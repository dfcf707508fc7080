/**
 * Asks a web service for a JSON document and takes readings out of it. Sends the ETag back, so that an unchanged
 * document costs one empty answer; obeys Retry-After; a reading whose time was handed over before is not repeated.
 */
import {
  aList,
  aNumber,
  anAddress,
  anObject,
  aText,
  aTextRecord,
  optional,
  type Reader,
  type ShapeOf,
  withDefault,
} from '../../../agent/json-config.ts';
import type { Driver, DriverDeps, DriverKind } from '../../driver.ts';
import { measureShape, observationFrom } from '../../measure.ts';
import { type Asked, createPoller } from '../../poller.ts';
import { messageOf, sourceError } from '../../source-state.ts';
import { msFromText } from '../file/file-replay.ts';
import { fetchDocument } from './fetch-document.ts';
import { type JsonPath, jsonPath } from './json-path.ts';

const aPath: Reader<JsonPath> = (value, place) => jsonPath(aText(value, place), place);

const readWebAddress = anAddress('http://', 'https://');
const aWebAddress: Reader<URL> = (value, place) => new URL(readWebAddress(value, place));

const pointShape = {
  /** Where the number is: a number or its text. */
  path: aPath,
  /** Where its time is, epoch seconds or milliseconds or ISO 8601; left out: the moment of the answer. */
  timePath: optional(aPath),
  ...measureShape,
};
type Point = ShapeOf<typeof pointShape>;

const shape = {
  url: aWebAddress,
  headers: withDefault(aTextRecord, {}),
  intervalMs: withDefault(aNumber(50, 86_400_000), 60_000),
  timeoutMs: withDefault(aNumber(10, 600_000), 10_000),
  readings: aList(anObject(pointShape), 1),
};
type HttpPollConfig = ShapeOf<typeof shape>;

const WISHED_PAUSE_MS_MAX = 3_600_000;

function createHttpPollDriver(
  { url, headers, intervalMs, timeoutMs, readings }: HttpPollConfig,
  deps: DriverDeps,
): Driver {
  // Without user, password and query, which may be secrets.
  const source = `${url.origin}${url.pathname}`;
  const lastAt = new Map<Point, number>();
  let etag: string | null = null;

  async function ask(signal: AbortSignal): Promise<Asked> {
    const answer = await fetchDocument({ url, headers, etag, timeoutMs }, signal).catch((error: unknown) => {
      const late = error instanceof Error && error.name === 'TimeoutError';
      throw sourceError(
        `${source} ${late ? `did not answer within ${timeoutMs} ms` : `cannot be asked: ${messageOf(error)}`}.`,
      );
    });
    const pauseMs = Math.min(answer.retryAfterMs ?? 0, WISHED_PAUSE_MS_MAX);
    if (answer.status === 304) return { pauseMs };
    if (answer.status === 429 || answer.status === 503) {
      if (pauseMs > 0) {
        deps.rejected('told-to-wait');
        return { pauseMs };
      }
    }
    if (answer.status !== 200) throw sourceError(`${source} answered with status ${answer.status}.`);
    if (answer.text === null) throw sourceError(`${source} answered with more than 1 MiB.`);
    const document = parse(answer.text);
    etag = answer.etag;
    const nowMs = deps.clock.nowMs();
    await Promise.all(readings.map((point) => hand(point, document, nowMs)));
    return { pauseMs };
  }

  function parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw sourceError(`${source} answered with what is no JSON.`, cause);
    }
  }

  async function hand(point: Point, document: unknown, nowMs: number): Promise<void> {
    const at = point.timePath === undefined ? nowMs : timeFrom(point.timePath(document));
    if (at === null) return deps.rejected('time');
    if (point.timePath !== undefined && lastAt.get(point) === at) return;
    const observation = observationFrom(point, at, numberFrom(point.path(document)));
    if (observation === null) return deps.rejected('value');
    lastAt.set(point, at);
    await deps.observe(observation);
  }

  return createPoller({ source, intervalMs }, deps, ask);
}

function timeFrom(value: unknown): number | null {
  return typeof value === 'string' || typeof value === 'number' ? msFromText(String(value)) : null;
}

function numberFrom(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

export const httpPollDriver: DriverKind<HttpPollConfig> = {
  kind: 'http-poll',
  config: anObject(shape),
  intervalAt: ['intervalMs'],
  create: createHttpPollDriver,
};
