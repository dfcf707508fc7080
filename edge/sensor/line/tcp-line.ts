/** A TCP connection that is open, or one sentence why not. */
import { connect, type Socket } from 'node:net';
import { messageOf, sourceError } from '../source-state.ts';

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

export function openTcpLine({ host, port }: TcpAddress, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setNoDelay(true);
    const fail = (sentence: string) => {
      settle();
      socket.on('error', () => undefined);
      socket.destroy();
      reject(sourceError(sentence));
    };
    const onError = (error: Error) => fail(`${host}:${port} cannot be reached: ${messageOf(error)}.`);
    const onAbort = () => fail(`${host}:${port} is no longer wanted.`);
    const timer = setTimeout(() => fail(`${host}:${port} did not accept within ${timeoutMs} ms.`), timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
