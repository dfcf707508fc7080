/** Lines out of a byte stream; CR, LF or both end one. A line that is too long is given up to its end. */
export interface TextLines {
  /** @returns the lines that the bytes complete, without empty ones */
  add(bytes: Buffer): string[];
}

export const LINE_BYTES_MAX = 4096;

/** @param tooLong is told once for each line that was given up */
export function createTextLines(encoding: string, tooLong: () => void): TextLines {
  const decoder = new TextDecoder(encoding);
  let pending: Buffer = Buffer.alloc(0);
  let isGivenUp = false;

  function take(end: number, bytes: Buffer, lines: string[]): void {
    const line = bytes.subarray(0, end);
    if (isGivenUp) isGivenUp = false;
    else if (line.length > LINE_BYTES_MAX) tooLong();
    else if (line.length > 0) lines.push(decoder.decode(line));
  }

  return {
    add: (bytes) => {
      const lines: string[] = [];
      let rest = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      for (;;) {
        const end = rest.findIndex((byte) => byte === 0x0a || byte === 0x0d);
        if (end === -1) break;
        take(end, rest, lines);
        rest = rest.subarray(end + 1);
      }
      if (rest.length > LINE_BYTES_MAX) {
        if (!isGivenUp) tooLong();
        isGivenUp = true;
        rest = Buffer.alloc(0);
      }
      pending = Buffer.from(rest);
      return lines;
    },
  };
}
