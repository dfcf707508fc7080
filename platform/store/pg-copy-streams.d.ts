/** The part of pg-copy-streams that we use; the package has no types of its own. */
declare module 'pg-copy-streams' {
  import type { Readable, Writable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** A COPY ... FROM STDIN: run it with `client.query(stream)`, then write to it. */
  export function from(sql: string): Writable & Submittable & { readonly rowCount: number };
  /** A COPY ... TO STDOUT: run it with `client.query(stream)`, then read from it. */
  export function to(sql: string): Readable & Submittable;
}
