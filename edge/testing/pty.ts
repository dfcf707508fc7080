/** A pair of pseudo terminals for tests of serial lines: the driver opens `path`, the test holds the other end. */
import { spawn, spawnSync } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export interface Pty {
  readonly path: string;
  /** What the driver writes. */
  readonly heard: Readable;
  /** What the driver reads. */
  readonly say: Writable;
  close(): Promise<void>;
}

/** Node cannot make a terminal; Python's standard library can, where it is installed. */
export const hasPty = process.platform !== 'win32' && spawnSync('python3', ['-c', 'import pty']).status === 0;

const SCRIPT = `
import os, pty, select, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.write(1, (os.ttyname(slave) + "\\n").encode())
while True:
    ready, _, _ = select.select([master, 0], [], [])
    for fd in ready:
        data = os.read(fd, 4096)
        if fd == 0 and not data: sys.exit(0)
        os.write(1 if fd == master else master, data)
`;

export async function openPty(): Promise<Pty> {
  const child = spawn('python3', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const first = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  return {
    path: first.toString().trim(),
    heard: child.stdout,
    say: child.stdin,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await gone;
    },
  };
}
