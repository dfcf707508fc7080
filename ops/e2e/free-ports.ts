import { createServer } from 'node:net';
import { PORT_OFFSETS } from '@chengyun/contracts';

/** Below the range from which the system takes the ports of outgoing connections. */
const BASE_PORT_MIN = 12_000;
const BASE_PORT_MAX = 31_000;
const ATTEMPTS_MAX = 200;

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** The ports of an installation that cannot be listened on. */
export async function takenPorts(basePort: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (const offset of Object.values(PORT_OFFSETS)) {
    if (!(await isFree(basePort + offset))) taken.push(basePort + offset);
  }
  return taken;
}

/** A base port whose whole range is free, found by chance so that tests side by side do not meet. */
export async function freeBasePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const basePort = BASE_PORT_MIN + 20 * Math.floor((Math.random() * (BASE_PORT_MAX - BASE_PORT_MIN)) / 20);
    if ((await takenPorts(basePort)).length === 0) return basePort;
  }
  throw new Error(`no free base port after ${ATTEMPTS_MAX} attempts`);
}
