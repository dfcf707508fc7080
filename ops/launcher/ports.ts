import { createServer } from 'node:net';
import { PORT_OFFSETS, type PortName, portOf } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';

/** Resolves when the port can be listened on; throws AppError PORT_TAKEN with what to do about it. */
async function checkPort(name: PortName, basePort: number): Promise<void> {
  const port = portOf(name, basePort);
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${cause.message})`;
      const advice = 'choose another base port, for instance: npm start -- --port 9000';
      reject(new AppError('PORT_TAKEN', `Port ${port} (${name}) ${reason}; ${advice}`, { cause }));
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

/** Checks every port of the installation before anything is started. */
export async function checkPorts(basePort: number, except: readonly PortName[] = []): Promise<void> {
  const names = Object.keys(PORT_OFFSETS) as PortName[];
  for (const name of names) if (!except.includes(name)) await checkPort(name, basePort);
}
