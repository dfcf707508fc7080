/** The socket to the console server; apart from the surface, so that a phone can show its task before it has this. */
import { io } from 'socket.io-client';
import * as msgpack from 'socket.io-msgpack-parser';
import type { LiveClientConfig } from '../state/live.ts';

/** `onSignedOut`: the server knows no session of this page. */
export function connectSocket(
  wish: Parameters<LiveClientConfig['connect']>[0],
  onSignedOut: () => void,
): ReturnType<LiveClientConfig['connect']> {
  const socket = io({
    ...{ parser: msgpack, transports: ['websocket', 'polling'], reconnectionDelayMax: 3000 },
    // With the connection and not after it: one way there and back less until the first picture.
    auth: (give) => give({ subscribe: wish() }),
  });
  socket.on('connect_error', (error) => error.message === 'signed-out' && onSignedOut());
  return socket;
}
