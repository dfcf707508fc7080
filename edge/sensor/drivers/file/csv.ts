/** A CSV file row by row, with bounded memory: RFC 4180 quotes, a header line, no line breaks inside fields. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { AppError } from '@chengyun/platform/service/service.ts';

export interface CsvRow {
  readonly line: number;
  /** Value of a column; empty where the row is short. */
  readonly get: (column: string) => string;
}

/** @param columns must be in the header, or an AppError CSV_COLUMN names what is missing */
export async function* csvRows(path: string, columns: readonly string[]): AsyncGenerator<CsvRow> {
  const input = createReadStream(path);
  try {
    let header: Map<string, number> | null = null;
    let line = 0;
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      line += 1;
      if (text.trim() === '') continue;
      const cells = cellsOf(text);
      if (header === null) {
        header = new Map(cells.map((name, index) => [name.replace('\ufeff', ''), index]));
        checkColumns(path, header, columns);
        continue;
      }
      const indexOf = header;
      yield { line, get: (column) => cells[indexOf.get(column) ?? -1] ?? '' };
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('CSV_READ', `${path} cannot be read: ${(cause as Error).message}.`, { cause });
  } finally {
    input.destroy();
  }
}

function checkColumns(path: string, header: ReadonlyMap<string, number>, columns: readonly string[]): void {
  const missing = columns.find((column) => !header.has(column));
  if (missing === undefined) return;
  throw new AppError('CSV_COLUMN', `${path} has no column "${missing}"; it has: ${[...header.keys()].join(', ')}.`);
}

function cellsOf(text: string): string[] {
  if (!text.includes('"')) return text.split(',');
  const cells: string[] = [];
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  for (const match of text.matchAll(pattern)) cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  return cells;
}
