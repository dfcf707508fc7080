import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/** A service's log on disk: one current file and one old one, both bounded. */
export interface LogFile {
  write(line: string): void;
  close(): Promise<void>;
}

const BYTES_MAX = 16 * 1024 * 1024;

export function createLogFile(path: string): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  let bytes = existsSync(path) ? statSync(path).size : 0;
  let stream: WriteStream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  return {
    write(line) {
      if (bytes > BYTES_MAX) {
        stream.end();
        renameSync(path, `${path}.old`);
        stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
        bytes = 0;
      }
      bytes += line.length + 1;
      stream.write(`${line}\n`);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
