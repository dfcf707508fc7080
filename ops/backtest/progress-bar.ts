/** A bar on stderr that redraws itself; one line now and then where stderr is no terminal. */
export interface ProgressBar {
  /** `share` from 0 to 1. */
  show(share: number, words: string): void;
  end(): void;
}

const WIDTH = 32;
const REDRAW_MS = 100;
const LINE_MS = 5_000;

export function createProgressBar(
  out: { write(text: string): unknown; readonly isTTY?: boolean },
  nowMs: () => number,
): ProgressBar {
  let shownMs = Number.NEGATIVE_INFINITY;
  return {
    show: (share, words) => {
      const atMs = nowMs();
      if (atMs - shownMs < (out.isTTY ? REDRAW_MS : LINE_MS)) return;
      shownMs = atMs;
      const done = Math.round(Math.max(0, Math.min(1, share)) * WIDTH);
      const bar = `${'█'.repeat(done)}${'░'.repeat(WIDTH - done)}`;
      const line = `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${words}`;
      out.write(out.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    end: () => void (out.isTTY && out.write('\r\u001b[2K')),
  };
}
