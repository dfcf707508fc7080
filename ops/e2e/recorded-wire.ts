/** Everything that a page is sent: the messages of its socket, decoded, and the bodies of what it asks the server for. */
import type { Page } from 'playwright-core';
import { Decoder } from 'socket.io-msgpack-parser';

export interface RecordedWire {
  /** Name of the event and what it carried. */
  readonly messages: readonly { readonly event: string; readonly payload: unknown }[];
  readonly answers: readonly { readonly path: string; readonly body: unknown }[];
  /** Addresses of every picture that was fetched. */
  readonly pictures: readonly string[];
}

/** Packet of Socket.IO that carries an event. */
const EVENT = 2;

/** Must be called before the page opens anything. */
export function recordWire(page: Page): RecordedWire {
  const wire = {
    messages: [] as { event: string; payload: unknown }[],
    answers: [] as { path: string; body: unknown }[],
    pictures: [] as string[],
  };
  const decoder = new Decoder();
  decoder.on('decoded', ({ type, data }: { type: number; data: [event: string, payload: unknown] }) => {
    if (type === EVENT) wire.messages.push({ event: data[0], payload: data[1] });
  });
  page.on('websocket', (socket) => {
    // Text frames are the transport's own: hello, ping, pong.
    socket.on('framereceived', ({ payload }) => typeof payload !== 'string' && decoder.add(payload));
  });
  page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? '';
    if (type.startsWith('image/')) wire.pictures.push(new URL(response.url()).pathname);
    if (!type.includes('json')) return;
    const path = new URL(response.url()).pathname;
    // A page that is left takes its answers with it.
    response.json().then(
      (body: unknown) => wire.answers.push({ path, body }),
      () => undefined,
    );
  });
  return wire;
}

/** Every key of a value, however deep, with the path that leads to it. */
export function keysOf(value: unknown, path = ''): [key: string, path: string][] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => keysOf(one, path));
  return Object.entries(value).flatMap(([key, inner]) => [
    [key, `${path}.${key}`] as [string, string],
    ...keysOf(inner, `${path}.${key}`),
  ]);
}
