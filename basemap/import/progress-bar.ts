import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { OnBytes } from './source.ts';

const WIDTH = 28;
const EVERY_MS = 100;
const inMb = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);

/** Where a bar is drawn; a terminal overwrites its line, a file gets the last state only. */
export interface BarOutput {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

export interface ProgressBar {
  readonly onBytes: OnBytes;
  readonly end: () => void;
}

/** `name ████████░░░░ 61 %  6.1 / 10 MB`, ten times a second at most. */
export function createProgressBar(name: string, output: BarOutput, clock: Clock): ProgressBar {
  let last = '';
  let drawnMs = Number.NEGATIVE_INFINITY;
  const draw = (): void => {
    if (output.isTTY) output.write(`\r\u001b[2K${last}`);
  };
  return {
    onBytes(doneBytes, totalBytes) {
      const share = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
      const full = Math.round(share * WIDTH);
      const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
      last = `${name} ${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${inMb(doneBytes)} / ${inMb(totalBytes)} MB`;
      const nowMs = clock.monotonicMs();
      if (nowMs - drawnMs < EVERY_MS && share < 1) return;
      drawnMs = nowMs;
      draw();
    },
    end() {
      if (last === '') return;
      if (output.isTTY) output.write('\n');
      else output.write(`${last}\n`);
    },
  };
}
